using System.Collections.Concurrent;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Supervision;

/// <summary>Random lives of supervisors whose children come and go at run time, played to the real one and to a model.</summary>
[Trait("Scenario", "O4")]
public sealed class DynamicModelTests : SupervisorTest
{
    private const int Steps = 4_000;
    private const int MostChildren = 8;
    private const int Intensity = 3;
    private const int Period = 5;

    private readonly ConcurrentDictionary<string, int> _failures = new();

    /// <summary>The names of the children that run, by their processes now.</summary>
    private readonly ConcurrentDictionary<ErlPid, string> _names = new();

    private enum Kind
    {
        Add,
        AddOneThatFails,
        Terminate,
        TerminateOneThatHasEnded,
        TerminateAStranger,
        EndInOrder,
        Crash,
        CrashAndFail,
        Kill,
        Count,
        Wait,
        Stop,
    }

    [Theory]
    [InlineData(RestartKind.Permanent)]
    [InlineData(RestartKind.Transient)]
    [InlineData(RestartKind.Temporary)]
    public async Task Supervisors_of_children_that_come_and_go_do_what_the_rules_say(RestartKind restart)
    {
        AllowReports();
        await Run(async self =>
        {
            var random = new Random((int)restart);
            int lives = 0;
            DynamicModel? model = null;
            ErlPid tree = self.Self;
            for (int number = 0; number < Steps; number++)
            {
                if (model is null or { IsDead: true })
                {
                    model = new DynamicModel(restart, Intensity, Period);
                    tree = await StartAsync(restart);
                    lives++;
                }

                Kind kind = random.GetItems(Enum.GetValues<Kind>(), 1)[0];
                if (kind == Kind.Stop && random.Next(20) > 0)
                {
                    kind = Kind.Add;
                }

                (string expected, string actual) = await TakeStepAsync(self, tree, model, kind, random, number);
                string children = await SettleAsync(self, tree);
                string wanted = model.IsDead ? "dead" : string.Join(" ", model.Running.Order(StringComparer.Ordinal));
                string[] events = TakeEvents();

                Assert.True(expected == actual, $"step {number}, {kind}: {actual} is not {expected}");
                Assert.True(children == wanted, $"step {number}, {kind}: {children} is not {wanted}");
                Assert.True(
                    InOrder(model.IsDead, events).SequenceEqual(InOrder(model.IsDead, model.Events)),
                    $"step {number}, {kind}: {string.Join(" ", events)} is not {string.Join(" ", model.Events)}");
                model.Events.Clear();
            }

            Assert.True(lives > 5, $"Only {lives} supervisors have lived.");
            await self.StopAsync(tree, Atoms.Shutdown);
        });
    }

    /// <summary>Those that end with their supervisor end all at once.</summary>
    private static IEnumerable<string> InOrder(bool isDead, IEnumerable<string> events)
        => isDead ? events.Where(each => each[0] != '-').Concat(events.Where(each => each[0] == '-').Order(StringComparer.Ordinal)) : events;

    private async Task<ErlPid> StartAsync(RestartKind restart)
    {
        _failures.Clear();
        _names.Clear();
        var flags = new SupervisorFlags { Strategy = RestartStrategy.SimpleOneForOne, Intensity = Intensity, Period = TimeSpan.FromSeconds(Period) };
        ChildSpec each = ChildSpec.Template(Term("each"), (supervisor, further) => StartOrFailAsync(supervisor, further[0].ToString())) with { Restart = restart };
        return (await Supervisor.StartAsync(Node, new SupervisorSpec(flags, [each]))).Pid;
    }

    private async Task<(string Expected, string Actual)> TakeStepAsync(
        ProcessContext self, ErlPid tree, DynamicModel model, Kind kind, Random random, int number)
    {
        string? name = model.Running.Count == 0 ? null : model.Running[random.Next(model.Running.Count)];
        switch (kind)
        {
            case Kind.Add or Kind.AddOneThatFails when model.Running.Count < MostChildren:
                string added = $"c{number}";
                model.Failures[added] = _failures[added] = kind == Kind.Add ? 0 : 1;
                StartResult result = await self.StartChildAsync(tree, Term(added));
                return (model.Add(added), result.IsStarted ? "ok" : result.Error!.Equals(Boom) ? "failed" : result.Error.ToString());
            case Kind.Terminate when name is not null:
                ErlTerm terminated = await AskAsync(self, tree, PidOf(name));
                model.Terminate(name);
                return ("ok", terminated.ToString());
            case Kind.TerminateOneThatHasEnded:
                ErlPid gone = self.Spawn(_ => Task.CompletedTask);
                await Node.WhenExited(gone);
                return ("ok", (await AskAsync(self, tree, gone)).ToString());
            case Kind.TerminateAStranger:
                return ("{error,not_found}", (await AskAsync(self, tree, self.Self)).ToString());
            case Kind.EndInOrder or Kind.Crash or Kind.CrashAndFail or Kind.Kill when name is not null:
                await EndAsync(self, PidOf(name), kind, () => model.Failures[name] = _failures[name] = random.Next(1, Intensity + 2));
                model.End(name, kind == Kind.EndInOrder, kind != Kind.Kill);
                return ("", "");
            case Kind.Count:
                return (new ChildCounts(1, model.Running.Count, 0, model.Running.Count).ToString(), (await self.CountChildrenAsync(tree)).ToString());
            case Kind.Wait:
                int seconds = random.Next(1, 4);
                model.Now += seconds;
                Clock.Advance(TimeSpan.FromSeconds(seconds));
                return ("", "");
            case Kind.Stop:
                await self.StopAsync(tree, Atoms.Shutdown);
                model.Die();
                return ("", "");
            default:
                return ("", "");
        }
    }

    private static async Task EndAsync(ProcessContext self, ErlPid pid, Kind kind, Action failNext)
    {
        ErlReference monitor = self.Monitor(pid);
        if (kind == Kind.Kill)
        {
            self.Exit(pid, Atoms.Kill);
        }
        else
        {
            if (kind == Kind.CrashAndFail)
            {
                failNext();
            }

            self.Cast(pid, kind == Kind.EndInOrder ? Atoms.Normal : Boom);
        }

        await self.ReceiveAsync(monitor);
    }

    private static async Task<ErlTerm> AskAsync(ProcessContext self, ErlPid tree, ErlPid child)
        => await self.CallAsync(tree, ErlTerm.Tuple(Term("terminate_child"), child), Timeout.InfiniteTimeSpan);

    /// <summary>Waits until no start is tried again any more.</summary>
    private async Task<string> SettleAsync(ProcessContext self, ErlPid tree)
    {
        while (true)
        {
            try
            {
                IReadOnlyList<ChildInformation> children = await self.WhichChildrenAsync(tree);
                if (!children.Any(child => child.IsRestarting))
                {
                    return string.Join(" ", children.Select(child => _names[child.Pid!]).Order(StringComparer.Ordinal));
                }
            }
            catch (TermException ended) when (ended.Reason is ErlTuple and [ErlAtom("noproc" or "shutdown"), _])
            {
                return "dead";
            }
        }
    }

    private ErlPid PidOf(string name) => _names.Single(pair => pair.Value == name && Node.IsAlive(pair.Key)).Key;

    private async Task<StartResult> StartOrFailAsync(ProcessContext supervisor, string name)
    {
        if (_failures.GetValueOrDefault(name) is > 0 and var failures)
        {
            _failures[name] = failures - 1;
            return StartResult.Failed(Boom);
        }

        StartResult result = await StartOf(name)(supervisor);
        _names[result.Pid] = name;
        return result;
    }
}
