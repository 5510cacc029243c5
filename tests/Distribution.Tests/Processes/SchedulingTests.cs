using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Who runs when: nobody waits for a process that computes, and no process runs twice at once.</summary>
public sealed class SchedulingTests : ProcessTest
{
    [Fact]
    public async Task Bodies_that_compute_for_ever_stop_nobody_else()
    {
        int looping = 0;
        bool stop = false;
        for (int i = 0; i < Environment.ProcessorCount + 2; i++)
        {
            Node.Spawn(_ =>
            {
                Interlocked.Increment(ref looping);
                while (!Volatile.Read(ref stop))
                {
                    Thread.SpinWait(100);
                }

                return Task.CompletedTask;
            });
        }

        try
        {
            await Run(self =>
            {
                self.Send(self.Self, 1);
                return self.ReceiveAsync().AsTask();
            });
            while (Volatile.Read(ref looping) < Environment.ProcessorCount + 2)
            {
                await Task.Yield();
            }

            Assert.Equal(7, await Run(_ => Task.FromResult(7)));
        }
        finally
        {
            Volatile.Write(ref stop, true);
        }
    }

    [Fact]
    public async Task A_process_woken_by_one_that_goes_on_computing_runs_all_the_same()
    {
        var answered = new TaskCompletionSource();
        bool stop = false;
        ErlPid answering = Node.Spawn(async self =>
        {
            await self.ReceiveAsync();
            answered.SetResult();
        });
        await WaitUntilWaiting(answering);
        Node.Spawn(self =>
        {
            self.Send(answering, 1);
            while (!Volatile.Read(ref stop))
            {
                Thread.SpinWait(100);
            }

            return Task.CompletedTask;
        });

        await answered.Task.WaitAsync(TestTimeouts.Long);
        Volatile.Write(ref stop, true);
    }

    [Fact]
    public async Task The_code_of_a_process_never_runs_on_two_threads_at_once()
    {
        const int Senders = 8;
        const int Each = 5_000;
        int inside = 0;
        int overlaps = 0;
        ErlPid counter = Node.Spawn(async self =>
        {
            for (int i = 0; i < Senders * Each; i++)
            {
                await self.ReceiveAsync();
                overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                Interlocked.Decrement(ref inside);
            }

            self.Exit(overlaps);
        });
        Task<ErlTerm> end = ExitOf(counter);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                Node.Send(counter, i);
            }
        })));

        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task Each_senders_messages_keep_their_order_among_those_of_many()
    {
        const int Senders = 8;
        const int Each = 20_000;
        await Run(async self =>
        {
            ErlPid me = self.Self;
            for (int sender = 0; sender < Senders; sender++)
            {
                int number = sender;
                self.Spawn(child =>
                {
                    for (int i = 0; i < Each; i++)
                    {
                        child.Send(me, ErlTerm.Tuple(number, i));
                    }

                    return Task.CompletedTask;
                });
            }

            long[] next = new long[Senders];
            for (int i = 0; i < Senders * Each; i++)
            {
                Assert.True(await self.ReceiveAsync() is ErlTuple and [ErlInteger(long sender), ErlInteger(long number)] && next[sender]++ == number);
            }
        });
    }

    [Fact]
    public async Task A_body_may_wait_for_other_things_than_messages()
    {
        var outside = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid pid = Node.Spawn(async self =>
        {
            int first = await outside.Task;
            await Task.Yield();
            ErlTerm second = await self.ReceiveAsync();
            await Task.Yield();
            self.Exit(ErlTerm.Tuple(first, second));
        });
        Task<ErlTerm> end = ExitOf(pid);
        Node.Send(pid, 2);
        outside.SetResult(1);

        Assert.Equal(Term("{1,2}"), await end);
    }

    [Fact]
    public async Task Host_code_gets_the_result_the_exception_or_the_exit_reason_of_a_temporary_process()
    {
        Assert.Equal(3, await Run(_ => Task.FromResult(3)));
        await Assert.ThrowsAsync<FormatException>(() => Run<int>(_ => throw new FormatException()));

        var started = new TaskCompletionSource<ErlPid>();
        Task<ErlTerm> running = Run<ErlTerm>(async self =>
        {
            started.SetResult(self.Self);
            return await self.ReceiveAsync();
        });
        Node.Exit(await started.Task, ErlTerm.Atom("boom"));
        ProcessExitedException exited = await Assert.ThrowsAsync<ProcessExitedException>(() => running);
        Assert.Equal(ErlTerm.Atom("boom"), exited.Reason);

        using var cancellation = new CancellationTokenSource();
        Task<ErlTerm> cancelled = Node.RunAsync(self => self.ReceiveAsync().AsTask(), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }
}
