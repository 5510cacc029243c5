using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Channels;

public sealed class LongMessageTests
{
    [Theory]
    [MemberData(nameof(FlagSets.Forms), MemberType = typeof(FlagSets))]
    public async Task Messages_of_all_sizes_arrive_whole_and_in_order(ulong flags)
    {
        await using var nodes = new ChannelNodes((DistributionFlags)flags);
        ErlPid echo = nodes.SpawnEcho();
        int[] sizes = [0, 63, 64, 1000, 16_000, 16_400, 65_000, 66_000, 82_000, 200_000, 1_500_000, 5];
        await nodes.RunOnA(async self =>
        {
            foreach (int size in sizes)
            {
                byte[] bytes = new byte[size];
                new Random(size).NextBytes(bytes);
                self.Send(echo, ErlTerm.Tuple(self.Self, ErlTerm.Tuple(size, ErlTerm.Binary(bytes), ErlTerm.List(ErlTerm.Binary(bytes), Atoms.Ok))));
            }

            foreach (int size in sizes)
            {
                byte[] bytes = new byte[size];
                new Random(size).NextBytes(bytes);
                Assert.Equal(ErlTerm.Tuple(size, ErlTerm.Binary(bytes), ErlTerm.List(ErlTerm.Binary(bytes), Atoms.Ok)), await self.ReceiveAsync());
            }
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_process_sent_last_arrives_before_the_news_of_its_end(bool byName)
    {
        await using var nodes = new ChannelNodes();
        ErlAtom name = ErlTerm.Atom("mortal");
        ErlTerm big = ErlTerm.Binary(new byte[3_000_000]);
        ErlPid mortal = nodes.B.Spawn(
            async self =>
            {
                var asker = (ErlPid)await self.ReceiveAsync();
                self.Send(asker, big);
                self.Send(asker, Atoms.Ok);
            },
            new SpawnOptions { Name = name });
        await nodes.RunOnA(async self =>
        {
            ErlTerm target = byName ? ErlTerm.Tuple(name, ChannelNodes.NameB) : mortal;
            ErlReference monitor = self.Monitor(target);
            self.Send(mortal, self.Self);
            Assert.Equal(big, await self.ReceiveAsync());
            Assert.Equal(Atoms.Ok, await self.ReceiveAsync());
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, monitor, Atoms.Process, target, Atoms.Normal), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_small_message_overtakes_a_long_one_of_another_process()
    {
        await using var nodes = new ChannelNodes(wire: new MemoryStreamPair(capacity: 8 * 1024));
        var order = new List<ErlTerm>();
        ErlPid keeper = nodes.B.Spawn(async self =>
        {
            for (int i = 0; i < 2; i++)
            {
                order.Add(((ErlTuple)await self.ReceiveAsync())[0]);
            }
        });
        Task<ErlTerm> ended = nodes.B.WhenExited(keeper);
        nodes.Wire.FirstToSecond.Hold();
        await nodes.RunOnA(self =>
        {
            self.Send(keeper, ErlTerm.Tuple(1, ErlTerm.Binary(new byte[2_000_000])));
            return Task.CompletedTask;
        });
        await nodes.RunOnA(self =>
        {
            self.Send(keeper, ErlTerm.Tuple(2, Atoms.Ok));
            return Task.CompletedTask;
        });
        nodes.Wire.FirstToSecond.Release();
        await ended.WaitAsync(TestTimeouts.Long);
        Assert.Equal([2, 1], order);
    }
}
