using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Tasks;

public sealed class AsyncStreamTests : ProcessTest
{
    private const int CrashReport = 2601;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task A_reader_that_traps_exits_gets_outcomes_and_nothing_else() => Run(async self =>
    {
        Log.Expect(CrashReport);
        self.TrapExit = true;
        var ended = new List<ErlPid>();
        var outcomes = new List<bool>();
        await foreach (TaskOutcome<int> outcome in self.AsyncStream(
            Enumerable.Range(0, 20),
            (process, item) =>
            {
                lock (ended)
                {
                    ended.Add(process.Self);
                }

                return item == 7 ? throw TermException.Error(Term("boom")) : Task.FromResult(item);
            }))
        {
            outcomes.Add(outcome.IsOk);
        }

        foreach (ErlPid pid in ended)
        {
            await ExitOf(pid);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(item => item != 7), outcomes);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task Outcomes_come_in_the_order_of_the_items_and_no_more_run_than_may() => Run(async self =>
    {
        int running = 0;
        int most = 0;
        var results = new List<int>();
        await foreach (TaskOutcome<int> outcome in self.AsyncStream(
            Enumerable.Range(0, 50),
            async (_, item) =>
            {
                int now = Interlocked.Increment(ref running);
                for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                {
                    Interlocked.CompareExchange(ref most, now, seen);
                }

                await Task.Yield();
                Interlocked.Decrement(ref running);
                return item * item;
            },
            new AsyncStreamOptions { MaxConcurrency = 3, Timeout = Timeout.InfiniteTimeSpan }))
        {
            results.Add(outcome.Value);
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(item => item * item), results);
        Assert.InRange(most, 1, 3);
    });

    [Fact]
    public Task Who_stops_reading_an_endless_stream_ends_its_tasks() => Run(async self =>
    {
        var pids = new List<ErlPid>();
        await foreach (TaskOutcome<int> outcome in self.AsyncStream(
            Endless(),
            async (process, item) =>
            {
                lock (pids)
                {
                    pids.Add(process.Self);
                }

                return item == 0 ? 0 : (await process.ReceiveAsync()).GetHashCode();
            },
            new AsyncStreamOptions { MaxConcurrency = 4, Timeout = Timeout.InfiniteTimeSpan }))
        {
            Assert.Equal(0, outcome.Value);
            break;
        }

        ErlPid[] started;
        lock (pids)
        {
            // A task that was killed before its first instruction runs it nevertheless, up to where it waits.
            started = [.. pids];
        }

        Assert.InRange(started.Length, 1, 4);
        Assert.All(started, pid => Assert.False(self.Node.IsAlive(pid)));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public async Task Under_a_supervisor_a_crash_is_the_outcome_of_its_item()
    {
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            ErlPid supervisor = (await GenServer.StartLinkAsync(self, () => new TaskSupervisor())).Pid;
            var outcomes = new List<TaskOutcome<int>>();
            await foreach (TaskOutcome<int> outcome in self.AsyncStream(
                [1, 2, 3],
                (_, item) => item == 2 ? throw TermException.Error(Term("boom")) : Task.FromResult(item),
                new AsyncStreamOptions { Supervisor = supervisor, Timeout = Timeout.InfiniteTimeSpan }))
            {
                outcomes.Add(outcome);
            }

            Assert.Equal([true, false, true], outcomes.Select(outcome => outcome.IsOk));
            Assert.Equal(Term("boom"), ((ErlTuple)outcomes[1].ExitReason!)[0]);
            Assert.Throws<InvalidOperationException>(() => outcomes[1].Value);
        });
    }

    [Fact]
    public Task An_item_that_takes_too_long_is_killed_and_the_others_go_on() => Run(async self =>
    {
        var options = new AsyncStreamOptions { MaxConcurrency = 1, Timeout = Second, OnTimeout = TaskTimeoutAction.KillTask };
        await using IAsyncEnumerator<TaskOutcome<int>> stream = Slow(self, options).GetAsyncEnumerator();
        ValueTask<bool> first = stream.MoveNextAsync();
        await Clock.WaitForTimerAsync(Second);
        Clock.Advance(Second);

        Assert.True(await first);
        Assert.Equal(Atoms.Timeout, stream.Current.ExitReason);
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(1, stream.Current.Value);
        Assert.False(await stream.MoveNextAsync());
    });

    [Fact]
    public Task An_item_that_takes_too_long_is_the_exit_of_the_reader_unless_told_otherwise() => Run(async self =>
    {
        await using IAsyncEnumerator<TaskOutcome<int>> stream = Slow(self, new AsyncStreamOptions { Timeout = Second }).GetAsyncEnumerator();
        Task<bool> first = stream.MoveNextAsync().AsTask();
        await Clock.WaitForTimerAsync(Second);
        Clock.Advance(Second);

        Assert.Equal(Term("{timeout, {task, async_stream, [1000]}}"), (await Assert.ThrowsAsync<TermException>(() => first)).Reason);
    });

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncStreamOptions { MaxConcurrency = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncStreamOptions { Timeout = TimeSpan.FromSeconds(-2) });
    }

    /// <summary>The first item never ends, the second at once.</summary>
    private static IAsyncEnumerable<TaskOutcome<int>> Slow(ProcessContext self, AsyncStreamOptions options)
        => self.AsyncStream([0, 1], async (process, item) => item == 0 ? (await process.ReceiveAsync()).GetHashCode() : item, options);

    private static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i++)
        {
            yield return i;
        }
    }
}
