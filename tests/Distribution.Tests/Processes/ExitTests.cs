using System.Collections.Concurrent;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P5")]
public sealed class ExitTests : ProcessTest
{
    private static readonly ErlAtom Boom = ErlTerm.Atom("boom");
    private TaskCompletionSource? _lastStarted;

    [Fact]
    public async Task Returning_from_the_body_is_a_normal_exit()
    {
        Task<ErlTerm> end = ExitOf(SpawnStarted(out TaskCompletionSource go, _ => Task.CompletedTask));
        go.SetResult();

        Assert.Equal(Atoms.Normal, await end);
    }

    [Fact]
    public async Task Exit_gives_its_own_reason_and_is_not_logged()
    {
        ErlPid pid = SpawnStarted(out TaskCompletionSource go, self =>
        {
            self.Exit(Term("{shutdown, now}"));
            return Task.CompletedTask;
        });
        Task<ErlTerm> end = ExitOf(pid);
        go.SetResult();

        Assert.Equal(Term("{shutdown, now}"), await end);
        Assert.Empty(Log.Entries);
    }

    [Fact]
    public async Task Own_exit_can_be_caught_as_in_Erlang()
    {
        ErlTerm caught = await Run(self =>
        {
            try
            {
                self.Exit(Boom);
            }
            catch (TermException exit) when (exit.Class == TermExceptionClass.Exit)
            {
                return Task.FromResult(exit.Reason);
            }

            return Task.FromResult<ErlTerm>(Atoms.Error);
        });

        Assert.Equal(Boom, caught);
    }

    [Fact]
    public async Task An_exception_is_the_exit_reason_and_is_logged_once()
    {
        Log.Expect(LogLevel.Error, "out of cheese");
        ErlPid pid = SpawnStarted(out TaskCompletionSource go, _ => throw new InvalidOperationException("out of cheese"), "cheese shop");
        Task<ErlTerm> end = ExitOf(pid);
        go.SetResult();

        ErlTerm reason = await end;
        var fault = Assert.IsAssignableFrom<ErlTuple>(reason);
        Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("System.InvalidOperationException"), ErlTerm.Utf8("out of cheese")), fault[0]);
        Assert.NotEmpty(Assert.IsType<ErlList>(fault[1]));
        TestLogEntry entry = Assert.Single(Log.Entries);
        Assert.Equal(2001, entry.EventId.Id);
        Assert.Contains("cheese shop", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_exception_makes_a_small_reason_and_a_small_log_entry()
    {
        Log.Expect(LogLevel.Error);
        ErlPid pid = SpawnStarted(out TaskCompletionSource go, _ => throw new InvalidOperationException(new string('x', 1_000_000)));
        Task<ErlTerm> end = ExitOf(pid);
        go.SetResult();

        Assert.InRange((await end).ToString().Length, 1, 5_000);
        Assert.InRange(Assert.Single(Log.Entries).Message.Length, 1, 3_000);
    }

    [Fact]
    public async Task An_erlang_error_carries_its_term_and_a_stack()
    {
        Log.Expect(LogLevel.Error);
        Log.Expect(LogLevel.Error, "nocatch");
        ErlPid error = SpawnStarted(out TaskCompletionSource first, _ => throw TermException.Error(Term("{badmatch, 1}")));
        ErlPid thrown = SpawnStarted(out TaskCompletionSource second, _ => throw TermException.Throw(1));
        Task<ErlTerm> endOfError = ExitOf(error);
        Task<ErlTerm> endOfThrown = ExitOf(thrown);
        first.SetResult();
        second.SetResult();

        Assert.True(await endOfError is ErlTuple and [var reason, ErlList] && reason == Term("{badmatch, 1}"));
        Assert.True(await endOfThrown is ErlTuple and [var uncaught, ErlList] && uncaught == Term("{nocatch, 1}"));
    }

    [Fact]
    public async Task An_exit_signal_ends_a_waiting_process()
    {
        ErlPid pid = SpawnIdle();
        Task<ErlTerm> end = ExitOf(pid);

        Node.Exit(pid, Boom);

        Assert.False(Node.IsAlive(pid));
        Assert.Equal(Boom, await end);
    }

    [Fact]
    public async Task Normal_from_another_process_is_ignored_and_from_itself_is_not()
    {
        ErlPid pid = SpawnIdle();
        Node.Exit(pid, Atoms.Normal);
        Assert.True(Node.IsAlive(pid));

        ErlPid own = SpawnStarted(out TaskCompletionSource go, self =>
        {
            self.Exit(self.Self, Atoms.Normal);
            throw new InvalidOperationException("not reached");
        });
        Task<ErlTerm> end = ExitOf(own);
        go.SetResult();
        Assert.Equal(Atoms.Normal, await end);
    }

    [Fact]
    public async Task A_trapping_process_gets_exit_signals_as_messages_but_not_kill()
    {
        ErlPid trapping = Node.Spawn(async self =>
        {
            self.TrapExit = true;
            self.Send(self.Node.WhereIs(ErlTerm.Atom("tester"))!, Atoms.Ok);
            while (true)
            {
                self.Send(ErlTerm.Atom("tester"), await self.ReceiveAsync());
            }
        }, new SpawnOptions { GroupLeader = RegisterTester(out Task<ErlTerm> first, out Task<ErlTerm> second, out Task<ErlTerm> third) });

        Assert.Equal(Atoms.Ok, await first);
        Node.Exit(trapping, Boom);
        Assert.Equal(ErlTerm.Tuple(Atoms.Exit, Node.HostPid, Boom), await second);
        Node.Exit(trapping, Atoms.Normal);
        Assert.Equal(ErlTerm.Tuple(Atoms.Exit, Node.HostPid, Atoms.Normal), await third);

        Task<ErlTerm> end = ExitOf(trapping);
        Node.Exit(trapping, Atoms.Kill);
        Assert.Equal(Atoms.Killed, await end);
    }

    [Fact]
    public async Task Kill_as_own_reason_reaches_links_as_kill()
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            ErlPid child = self.SpawnLink(child =>
            {
                child.Exit(Atoms.Kill);
                return Task.CompletedTask;
            });
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, child, Atoms.Kill), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task Processes_that_end_with_their_node_are_not_told_of_each_other()
    {
        var seen = new ConcurrentQueue<ErlTerm>();
        for (int i = 0; i < 200; i++)
        {
            ErlPid first = SpawnIdle();
            var isReady = new TaskCompletionSource();
            Node.Spawn(async self =>
            {
                self.TrapExit = true;
                self.Link(first);
                self.Monitor(first);
                isReady.SetResult();
                while (true)
                {
                    seen.Enqueue(await self.ReceiveAsync());
                }
            });
            await isReady.Task.WaitAsync(TestTimeouts.Long);
        }

        await Node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);

        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_body_that_catches_everything_does_not_come_back_to_life()
    {
        int swallowed = 0;
        ErlPid stubborn = Node.Spawn(async self =>
        {
            while (true)
            {
                try
                {
                    await self.ReceiveAsync();
                }
                catch (Exception)
                {
                    swallowed++;
                }
            }
        });
        Task<ErlTerm> end = ExitOf(stubborn);
        await WaitUntilWaiting(stubborn);

        Node.Exit(stubborn, Atoms.Kill);
        Assert.Equal(Atoms.Killed, await end);
        await Node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);

        Assert.InRange(swallowed, 1, 1_000);
    }

    [Fact]
    public async Task Every_call_on_the_context_of_a_dead_process_throws()
    {
        var outcome = new TaskCompletionSource<List<string>>();
        ErlPid pid = SpawnStarted(out TaskCompletionSource killed, self =>
        {
            var silent = new List<string>();
            void Try(string name, Action call)
            {
                try
                {
                    call();
                    silent.Add(name);
                }
                catch (Exception)
                {
                    // As it should be.
                }
            }

            Try("Send", () => self.Send(self.Self, 1));
            Try("Spawn", () => self.Spawn(_ => Task.CompletedTask));
            Try("SpawnMonitor", () => self.SpawnMonitor(_ => Task.CompletedTask));
            Try("Link", () => self.Link(self.Self));
            Try("Unlink", () => self.Unlink(self.Self));
            Try("Monitor", () => self.Monitor(self.Self));
            Try("Demonitor", () => self.Demonitor(new ErlReference(self.Node.Name, 0, 1, 2, 3)));
            Try("Alias", () => self.Alias());
            Try("MakeReference", () => self.MakeReference());
            Try("SendAfter", () => self.SendAfter(TimeSpan.Zero, self.Self, 1));
            Try("TrapExit", () => self.TrapExit = true);
            Try("Label", () => self.Label = "x");
            outcome.SetResult(silent);
            return Task.CompletedTask;
        });
        while (!ReferenceEquals(_lastStarted, killed))
        {
            await Task.Yield();
        }

        Node.Exit(pid, Atoms.Kill);
        killed.SetResult();

        Assert.Empty(await outcome.Task.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task The_exit_token_fires_when_the_process_is_ended()
    {
        var fired = new TaskCompletionSource();
        var registered = new TaskCompletionSource();
        ErlPid pid = Node.Spawn(async self =>
        {
            self.Exiting.Register(fired.SetResult);
            registered.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, Clock, self.Exiting);
        });
        await registered.Task.WaitAsync(TestTimeouts.Long);

        Node.Exit(pid, Atoms.Kill);

        await fired.Task.WaitAsync(TestTimeouts.Long);
        await Node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_process_killed_before_it_starts_never_runs()
    {
        bool ran = false;
        await Task.Run(() =>
        {
            using (Node.BeginBatch())
            {
                ErlPid child = Node.Spawn(_ =>
                {
                    ran = true;
                    return Task.CompletedTask;
                });
                Node.Exit(child, Atoms.Kill);
            }
        });
        await Node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);

        Assert.False(ran);
    }

    private ErlPid RegisterTester(out Task<ErlTerm> first, out Task<ErlTerm> second, out Task<ErlTerm> third)
    {
        TaskCompletionSource<ErlTerm>[] got = [new(), new(), new()];
        first = got[0].Task.WaitAsync(TestTimeouts.Long);
        second = got[1].Task.WaitAsync(TestTimeouts.Long);
        third = got[2].Task.WaitAsync(TestTimeouts.Long);
        return Node.Spawn(async self =>
        {
            foreach (TaskCompletionSource<ErlTerm> each in got)
            {
                each.SetResult(await self.ReceiveAsync());
            }

            await WaitForStop(self);
        }, new SpawnOptions { Name = ErlTerm.Atom("tester") });
    }

    private ErlPid SpawnStarted(out TaskCompletionSource go, Func<ProcessContext, Task> body, string? label = null)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        go = gate;
        return Node.Spawn(async self =>
        {
            Volatile.Write(ref _lastStarted, gate);
            await gate.Task;
            await body(self);
        }, new SpawnOptions { Label = label });
    }
}
