using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>
/// Calls whose answer, time-out and ends of either side come at the same moment. Whatever is first: a call has one outcome, its own, and
/// leaves nothing behind, neither a message nor a monitor.
/// </summary>
[Trait("Scenario", "O1")]
public sealed class CallRaceTests : ProcessTest
{
    private const int Callers = 4;

    [Fact]
    public async Task An_answer_and_the_time_out_at_once_give_one_outcome()
    {
        const int Calls = 3_000;
        ErlPid server = await StartAsync();
        Task<int>[] calling = [.. Enumerable.Range(0, Callers).Select(_ => Node.RunAsync(async self =>
        {
            int answered = 0;
            for (int i = 0; i < Calls; i++)
            {
                answered += await AnswerAsync(self, server, i, TimeSpan.FromMilliseconds(1 + (i % 3))) is null ? 0 : 1;
            }

            await AssertNothingLeftAsync(self);
            return answered;
        }))];

        Task<int[]> all = Task.WhenAll(calling);
        while (!all.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.All(await all, answered => Assert.InRange(answered, 0, Calls));
        await Run(async self => Assert.NotNull(await AnswerAsync(self, server, 1, Timeout.InfiniteTimeSpan)));
        Assert.Empty(Node.GetProcessInformation(server)!.MonitoredBy);
    }

    [Fact]
    public async Task The_end_of_a_server_and_its_answer_at_once_give_one_outcome()
    {
        for (int round = 0; round < 300; round++)
        {
            ErlPid server = await StartAsync();
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<bool>[] calling = [.. Enumerable.Range(0, Callers).Select(_ => Node.RunAsync(async self =>
            {
                int i = 0;
                while (await AnswerAsync(self, server, i++, Timeout.InfiniteTimeSpan) is not null)
                {
                    begun.TrySetResult();
                }

                await AssertNothingLeftAsync(self);
                return true;
            }))];
            await begun.Task.WaitAsync(TestTimeouts.Long);
            Node.Exit(server, Atoms.Kill);
            await Task.WhenAll(calling).WaitAsync(TestTimeouts.Long);
        }
    }

    [Fact]
    public async Task A_caller_that_ends_within_a_call_leaves_no_monitor()
    {
        ErlPid server = await StartAsync();
        for (int round = 0; round < 300; round++)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ErlPid[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Node.Spawn(async self =>
            {
                for (int i = 0; ; i++)
                {
                    await AnswerAsync(self, server, i, Timeout.InfiniteTimeSpan);
                    begun.TrySetResult();
                }
            }))];
            await begun.Task.WaitAsync(TestTimeouts.Long);
            foreach (ErlPid caller in callers)
            {
                Task<ErlTerm> end = ExitOf(caller);
                Node.Exit(caller, Atoms.Kill);
                await end;
            }
        }

        // A caller that was just beginning a call sees its end at its next step, and takes the monitor back there.
        while (Node.GetProcessInformation(server)!.MonitoredBy.Count > 0)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_server_that_knows_no_aliases_answers_to_the_pid()
    {
        ErlPid server = Node.Spawn(async self =>
        {
            while (await self.ReceiveAsync() is ErlTuple and [_, ErlTuple and [ErlPid caller, var tag], var request])
            {
                self.Send(caller, ErlTerm.Tuple(tag, request));
            }
        });

        await Run(async self =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                Assert.Equal(i, await self.CallAsync(server, i));
            }

            Assert.Empty(self.Node.GetProcessInformation(server)!.MonitoredBy);
            self.Send(server, Atoms.Stop);
            await AssertNothingLeftAsync(self);
        });
    }

    [Fact]
    public async Task A_call_that_was_begun_and_not_awaited_refuses_the_next_one()
    {
        ErlPid silent = SpawnIdle();
        await Run(async self =>
        {
            ValueTask<ErlTerm> first = self.CallAsync(silent, 1);

            await Assert.ThrowsAsync<InvalidOperationException>(async () => await self.CallAsync(silent, 2));
            self.Send(silent, Atoms.Stop);
            TermException ended = await Assert.ThrowsAsync<TermException>(async () => await first);
            Assert.Equal(Atoms.Normal, ((ErlTuple)ended.Reason)[0]);
        });
    }

    [Fact]
    public async Task What_names_no_server_fails_where_the_call_is_awaited()
        => await Run(async self =>
        {
            ValueTask<ErlTerm> call = self.CallAsync(1, 1);

            await Assert.ThrowsAsync<ArgumentException>(async () => await call);
        });

    private async Task<ErlPid> StartAsync() => (await GenServer.StartAsync(Node, () => new Echo())).Pid;

    /// <summary>Calls; <see langword="null"/> when the call failed. An answer to another call fails the test.</summary>
    private static async Task<ErlTerm?> AnswerAsync(ProcessContext self, ErlPid server, int number, TimeSpan timeout)
    {
        ErlTerm answer;
        try
        {
            answer = await self.CallAsync(server, number, timeout);
        }
        catch (TermException failure) when (failure.Class == TermExceptionClass.Exit)
        {
            return null;
        }

        Assert.Equal(number, answer);
        return answer;
    }

    private static async Task AssertNothingLeftAsync(ProcessContext self)
    {
        Assert.Empty(self.Node.GetProcessInformation(self.Self)!.Monitors);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    }

    private sealed class Echo : GenServer
    {
        protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => CallResult.Reply(request);
    }
}
