using System.Collections.Concurrent;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Otp.Supervision;

/// <summary>Random lives of supervisors, played to the real one and to a model; children, answers and the order of starts and ends must agree.</summary>
[Trait("Scenario", "O4")]
public sealed class SupervisorModelTests : SupervisorTest
{
    private const int Steps = 150;
    private const int Period = 5;

    private static readonly string[] Ids = ["a", "b", "c", "d", "e"];

    private readonly ConcurrentDictionary<string, int> _failures = new();

    private enum Kind
    {
        AddPermanent,
        AddTransient,
        AddTemporary,
        AddSignificant,
        Terminate,
        Restart,
        Delete,
        EndInOrder,
        Crash,
        CrashAgain,
        FailNextStarts,
        Wait,
    }

    [Theory]
    [InlineData(RestartStrategy.OneForOne, AutoShutdown.Never)]
    [InlineData(RestartStrategy.OneForAll, AutoShutdown.Never)]
    [InlineData(RestartStrategy.RestForOne, AutoShutdown.Never)]
    [InlineData(RestartStrategy.OneForOne, AutoShutdown.AnySignificant)]
    [InlineData(RestartStrategy.RestForOne, AutoShutdown.AllSignificant)]
    public void Supervisors_do_what_the_rules_say(RestartStrategy strategy, AutoShutdown autoShutdown)
    {
        AllowReports();
        Gen<Step[]> lives = Gen.Elements(Enum.GetValues<Kind>())
            .SelectMany(kind => Gen.Elements(Ids), (kind, id) => (kind, id))
            .SelectMany(pair => Gen.Choose(1, 4), (pair, amount) => new Step(pair.kind, pair.id, amount))
            .ArrayOf(Steps);
        Prop.ForAll(
            lives.ToArbitrary(),
            life => Run(self => PlayAsync(self, new SupervisorFlags { Strategy = strategy, AutoShutdown = autoShutdown, Intensity = 3 }, life)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    /// <summary>A supervisor that has ended is followed by a new one, without children.</summary>
    private async Task PlayAsync(ProcessContext self, SupervisorFlags flags, Step[] life)
    {
        SupervisorModel? model = null;
        ErlPid? tree = null;
        for (int number = 0; number < life.Length; number++)
        {
            if (model is null or { IsDead: true })
            {
                _failures.Clear();
                model = new SupervisorModel(flags.Strategy, flags.AutoShutdown, flags.Intensity, Period);
                tree = (await Supervisor.StartAsync(Node, new SupervisorSpec(flags with { Period = TimeSpan.FromSeconds(Period) }, []))).Pid;
                TakeEvents();
            }

            Step step = life[number];
            string where = $"step {number}, {step}";
            (string expected, string actual) = await TakeStepAsync(self, tree!, model, step);
            string children = await SettleAsync(self, tree!);

            Assert.True(expected == actual, $"{where}: {actual} is not {expected}");
            Assert.True(children == (model.IsDead ? "dead" : model.Shown), $"{where}: {children} is not {model.Shown}, dead {model.IsDead}");
            Assert.True(model.Events.SequenceEqual(TakeEvents(out string[] events)), $"{where}: {string.Join(" ", events)} is not {string.Join(" ", model.Events)}");
            model.Events.Clear();
        }

        if (model is { IsDead: false })
        {
            await self.StopAsync(tree!, Atoms.Shutdown);
            model.Die();
            Assert.Equal(model.Events, TakeEvents());
        }
    }

    private async Task<(string Expected, string Actual)> TakeStepAsync(ProcessContext self, ErlPid tree, SupervisorModel model, Step step)
    {
        ErlTerm id = Term(step.Id);
        switch (step.Kind)
        {
            case Kind.AddPermanent or Kind.AddTransient or Kind.AddTemporary or Kind.AddSignificant:
                RestartKind restart = step.Kind switch
                {
                    Kind.AddPermanent => RestartKind.Permanent,
                    Kind.AddTransient => RestartKind.Transient,
                    Kind.AddTemporary => RestartKind.Temporary,
                    _ => (RestartKind)(step.Amount % 3),
                };
                bool isSignificant = step.Kind == Kind.AddSignificant;
                StartResult added = await self.StartChildAsync(
                    tree, new ChildSpec(id, StartOrFail(step.Id)) { Restart = restart, IsSignificant = isSignificant });
                return (model.Add(step.Id, restart, isSignificant), Name(added));
            case Kind.Terminate:
                return (model.Terminate(step.Id), Name(await self.CallAsync(tree, ErlTerm.Tuple(Term("terminate_child"), id))));
            case Kind.Restart:
                return (model.Restart(step.Id), Name(await self.RestartChildAsync(tree, id)));
            case Kind.Delete:
                return (model.Delete(step.Id), Name(await self.CallAsync(tree, ErlTerm.Tuple(Term("delete_child"), id))));
            case Kind.FailNextStarts:
                model.Failures[step.Id] = step.Amount;
                _failures[step.Id] = step.Amount;
                break;
            case Kind.Wait:
                model.Now += step.Amount;
                Clock.Advance(TimeSpan.FromSeconds(step.Amount));
                break;
            default:
                if (model.Running.Contains(step.Id))
                {
                    bool isOrderly = step.Kind == Kind.EndInOrder;
                    ErlPid pid = await PidOf(self, tree, step.Id);
                    ErlReference monitor = self.Monitor(pid);
                    self.Cast(pid, isOrderly ? Atoms.Normal : Boom);
                    await self.ReceiveAsync(monitor);
                    model.End(step.Id, isOrderly);
                }

                break;
        }

        return ("", "");
    }

    /// <summary>Waits until no start is tried again any more.</summary>
    private static async Task<string> SettleAsync(ProcessContext self, ErlPid tree)
    {
        while (true)
        {
            try
            {
                string shown = Shown(await self.WhichChildrenAsync(tree));
                if (!shown.Contains('?', StringComparison.Ordinal))
                {
                    return shown;
                }
            }
            catch (TermException ended) when (ended.Reason is ErlTuple and [ErlAtom("noproc" or "shutdown"), _])
            {
                return "dead";
            }
        }
    }

    private Func<ProcessContext, Task<StartResult>> StartOrFail(string id) => supervisor =>
    {
        int failures = _failures.GetValueOrDefault(id);
        if (failures == 0)
        {
            return StartOf(id)(supervisor);
        }

        _failures[id] = failures - 1;
        return Task.FromResult(StartResult.Failed(Boom));
    };

    private string[] TakeEvents(out string[] taken) => taken = TakeEvents();

    private static string Name(StartResult result) => result.IsStarted ? "ok" : Name(result.ToTerm());

    private static string Name(ErlTerm answer) => answer switch
    {
        ErlTuple and [ErlAtom("error"), ErlAtom(var reason)] => reason == "boom" ? "failed" : reason,
        ErlTuple and [ErlAtom("error"), ErlTuple { Count: > 0 } reason] => Name(ErlTerm.Tuple(Atoms.Error, reason[0])),
        _ => answer.ToString(),
    };

    private sealed record Step(Kind Kind, string Id, int Amount);
}
