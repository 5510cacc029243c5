using System.Text.RegularExpressions;
using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Channels;

public sealed partial class CaptureTests
{
    [Fact]
    public void Every_packet_of_a_real_session_says_what_its_label_says()
    {
        int messages = 0;
        foreach (IGrouping<bool, CapturedPacket> direction in CapturedPacket.ReadAll().GroupBy(packet => packet.FromInitiator))
        {
            var decoder = new PacketDecoder(DistributionFlags.Visible, new ChannelOptions(), new IdentifierCache(new Node()));
            string begun = string.Empty;
            foreach (CapturedPacket packet in direction.Where(packet => packet.Text.Contains("hdr(", StringComparison.Ordinal)
                || packet.Text.StartsWith("FRAG", StringComparison.Ordinal)))
            {
                begun = packet.Text.StartsWith("FRAGcont", StringComparison.Ordinal) ? begun : Header().Replace(packet.Text, string.Empty);
                if (!decoder.TryDecode(new ReceivedPacket(packet.Bytes.AsSpan(4)), out ControlMessage message))
                {
                    continue;
                }

                messages++;
                if (!packet.Text.StartsWith("FRAG", StringComparison.Ordinal))
                {
                    Assert.Equal(Normal(begun), Normal(CaptureText.Of(message)));
                    continue;
                }

                Assert.StartsWith(begun[..begun.IndexOf(" MSG", StringComparison.Ordinal)], CaptureText.Of(message), StringComparison.Ordinal);
                Assert.True(message.Payload is ErlTuple and [_, ErlBinary binary] && binary.Count == 150_000
                    && !binary.Span.ContainsAnyExcept((byte)'x'));
            }

            Assert.Equal(0, decoder.OpenSequences);
        }

        Assert.Equal(221, messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_channel_takes_all_that_one_side_of_a_real_session_sent(bool fromInitiator)
    {
        using var log = new TestLog();
        log.Allow(LogLevel.Error, "undef");
        log.Allow(LogLevel.Error, "badfun");
        using var wire = new MemoryStreamPair(capacity: int.MaxValue);
        await using var node = new Node(new NodeRuntimeOptions { LoggerFactory = log });
        ErlAtom initiator = ErlTerm.Atom("a@localhost");
        ErlAtom acceptor = ErlTerm.Atom("b@localhost");
        (ErlAtom self, ErlAtom peer) = fromInitiator ? (acceptor, initiator) : (initiator, acceptor);
        uint selfCreation = fromInitiator ? 1795211302u : 1795211305u;
        uint peerCreation = fromInitiator ? 1795211305u : 1795211302u;
        var remote = new ChannelRemote();
        node.BecomeAlive(self, selfCreation, remote);
        await using var channel = new Channel(
            node, peer, peerCreation, DistributionFlags.Visible, wire.First, default, new ChannelOptions(), log.CreateLogger("channel"));
        remote.Channel = channel;
        var echoed = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Spawn(
            async process => echoed.SetResult(await process.ReceiveAsync()), new SpawnOptions { Name = ErlTerm.Atom("echo") });
        channel.Start();
        byte[][] packets =
        [
            .. CapturedPacket.ReadAll().Where(packet => packet.FromInitiator == fromInitiator).Select(packet => packet.Bytes)
                .Where(packet => !IsHandshake(packet)),
        ];
        foreach (byte[] packet in packets)
        {
            await wire.Second.WriteAsync(packet);
        }

        wire.SecondToFirst.End();
        ChannelEnd end = await channel.Completion.WaitAsync(TestTimeouts.Long);
        Assert.Equal("The peer closed the connection.", end.Text);
        Assert.Equal(packets.Length, channel.Statistics.PacketsReceived);
        if (fromInitiator)
        {
            Assert.Equal(ErlTerm.Atom("hello"), ((ErlTuple)await echoed.Task.WaitAsync(TestTimeouts.Long))[1]);
        }
    }

    /// <summary>A packet of the handshake has a length of two bytes, so it is shorter than its first four bytes say.</summary>
    private static bool IsHandshake(byte[] packet)
        => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet) + 4 != packet.Length;

    /// <summary>Spaces between elements, quotes, and what only one of the two printers tells about a fun, do not count.</summary>
    private static string Normal(string text) => Fun().Replace(text.Replace(" ", string.Empty, StringComparison.Ordinal), "$1>");

    [GeneratedRegex(@"^.*hdr\([^)]*\) ")]
    private static partial Regex Header();

    [GeneratedRegex(@"(#Fun<\w+\.\d+)[^>]*>")]
    private static partial Regex Fun();
}
