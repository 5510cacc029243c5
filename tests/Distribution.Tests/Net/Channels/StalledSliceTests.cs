using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>Processes that compute without waiting: they hold their thread, and nothing else.</summary>
public sealed class StalledSliceTests
{
    [Fact]
    public async Task A_computing_process_stops_neither_reading_nor_other_messages()
    {
        await using var nodes = new ChannelNodes();
        bool isReleased = false;
        ErlPid echo = nodes.SpawnEcho();
        ErlPid busy = nodes.B.Spawn(async self =>
        {
            await self.ReceiveAsync();
            SpinWait.SpinUntil(() => Volatile.Read(ref isReleased));
        });
        await nodes.RunOnA(async self =>
        {
            self.Send(busy, Atoms.Start);
            for (int i = 0; i < 100; i++)
            {
                self.Send(echo, ErlTerm.Tuple(self.Self, i));
                Assert.Equal(i, await self.ReceiveAsync());
            }

            ErlReference monitor = self.Monitor(busy);
            self.Demonitor(monitor);
            self.Exit(busy, Atoms.Kill);
            ErlReference late = self.Monitor(busy);
            Assert.Equal(late, ((ErlTuple)await self.ReceiveAsync())[1]);
        });
        Volatile.Write(ref isReleased, true);
    }

    [Fact]
    public async Task What_a_computing_process_has_sent_goes_out_while_it_computes()
    {
        await using var nodes = new ChannelNodes();
        bool isReleased = false;
        ErlPid releaser = nodes.B.Spawn(async self =>
        {
            await self.ReceiveAsync();
            Volatile.Write(ref isReleased, true);
        });
        bool went = false;
        await nodes.RunOnA(self =>
        {
            self.Send(releaser, Atoms.Ok);
            went = SpinWait.SpinUntil(() => Volatile.Read(ref isReleased), TestTimeouts.Long);
            return Task.CompletedTask;
        });
        Assert.True(went);
    }

    [Fact]
    public async Task A_connection_ends_although_a_process_that_it_woke_computes()
    {
        await using var nodes = new ChannelNodes();
        bool isReleased = false;
        bool isComputing = false;
        ErlPid busy = nodes.B.Spawn(async self =>
        {
            await self.ReceiveAsync();
            Volatile.Write(ref isComputing, true);
            SpinWait.SpinUntil(() => Volatile.Read(ref isReleased));
        });
        await nodes.RunOnA(self =>
        {
            self.Send(busy, Atoms.Start);
            return Task.CompletedTask;
        });
        while (!Volatile.Read(ref isComputing))
        {
            await Task.Yield();
        }

        nodes.ChannelB.Close(ErlTerm.Atom("disconnect"));
        await nodes.ChannelB.Completion.WaitAsync(TestTimeouts.Long);
        await nodes.ChannelA.Completion.WaitAsync(TestTimeouts.Long);
        Volatile.Write(ref isReleased, true);
    }
}
