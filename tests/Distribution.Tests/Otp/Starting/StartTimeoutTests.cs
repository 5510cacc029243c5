using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Starting;

/// <summary>Starts that take too long, and what a start costs.</summary>
[Trait("Scenario", "O1")]
public sealed class StartTimeoutTests : RemoteTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_start_that_takes_too_long_is_killed_and_leaves_nothing_behind(bool isLinked) => Run(async self =>
    {
        self.TrapExit = true;
        ErlPid? child = null;
        var options = new StartOptions { Name = ErlTerm.Atom("slow"), Timeout = Limit };
        Remote.OnLinkExit = _ => Node.Send(self.Self, ErlTerm.Tuple(Atoms.Ack, child!, ErlTerm.Tuple(Atoms.Ok, child!)));

        Task<StartResult> start = isLinked
            ? GenServer.StartLinkAsync(self, () => new Slow(pid => child = pid), options)
            : GenServer.StartAsync(self, () => new Slow(pid => child = pid), options);
        await Clock.WaitForTimerAsync(Limit);
        while (Volatile.Read(ref child) is null)
        {
            await Task.Yield();
        }

        Clock.Advance(Limit);

        Assert.Equal(Atoms.Timeout, (await start).Error);
        Assert.False(Node.IsAlive(child!));
        Assert.Null(Node.WhereIs(ErlTerm.Atom("slow")));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public void A_negative_time_out_is_refused_where_it_is_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StartOptions { Timeout = TimeSpan.FromSeconds(-5) });
        Assert.Equal(Timeout.InfiniteTimeSpan, new StartOptions { Timeout = Timeout.InfiniteTimeSpan }.Timeout);
    }

    [Fact]
    public Task A_start_beside_a_receive_that_waits_starts_nothing() => Run(async self =>
    {
        Task<ErlTerm> waits = self.ReceiveAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => GenServer.StartAsync(self, () => new Slow(_ => Assert.Fail("started")), new StartOptions { Name = ErlTerm.Atom("slow") }));

        Assert.Empty(Node.GetProcessInformation(self.Self)!.Monitors);
        Node.Send(self.Self, Atoms.Ok);
        Assert.Equal(Atoms.Ok, await waits);
    });

    [Fact]
    public Task A_start_costs_the_same_however_many_children_there_are() => Run(self =>
    {
        Start(100);
        long few = Enumerable.Range(0, 10).Min(_ => Start(1));
        Start(4000);
        long many = Enumerable.Range(0, 10).Min(_ => Start(1));

        Assert.InRange(many, 0, few + 2000);
        return Task.CompletedTask;

        long Start(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                self.SpawnProcess(Atoms.Ok, WaitForStop, new SpawnOptions { LinkTo = self.Self });
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    });

    [Fact]
    public Task A_name_that_has_gone_already_does_not_hide_why_the_start_failed() => Run(async self =>
    {
        ErlAtom name = ErlTerm.Atom("me");
        Log.Expect(2601);

        Assert.Equal(Boom, (await GenServer.StartAsync(self, () => new Nameless(name), new StartOptions { Name = name })).Error);
    });

    private sealed class Slow(Action<ErlPid> begun) : GenServer
    {
        protected internal override async ValueTask<InitResult> InitAsync()
        {
            Process.Link(Peer());
            begun(Process.Self);
            await Process.ReceiveAsync();
            return InitResult.Ok;
        }
    }

    private sealed class Nameless(ErlAtom name) : GenServer
    {
        protected internal override ValueTask<InitResult> InitAsync()
        {
            Process.Node.Unregister(name);
            return InitResult.Stop(Boom);
        }
    }
}
