using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>Real packets with damage: each ends in a delivery or in a dropped connection, within bounds of memory.</summary>
public sealed class MutationTests
{
    /// <summary>For each seed: a million in all.</summary>
    private const int Packets = 500_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Damaged_packets_are_delivered_or_refused_and_nothing_else(int seed)
    {
        using var log = new TestLog();
        log.Allow(entry => entry.EventId.Id == 2001, "a process spawned by a damaged packet");
        var node = new Node(new NodeRuntimeOptions { LoggerFactory = log });
        node.BecomeAlive(ErlTerm.Atom("b@localhost"), 1795211302, new NotedRemote());
        byte[][] originals = Originals(node);
        var random = new Random(seed);
        var peer = new Peer(node);
        int delivered = 0;
        for (int i = 0; i < Packets; i++)
        {
            byte[] damaged = Damage(originals, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (!peer.Takes(damaged, ref delivered))
            {
                peer = new Peer(node);
            }

            // The table of atoms, which all tests share, may double for one packet.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
        }

        Assert.InRange(delivered, Packets / 100, Packets);

        // The packets are what is proved here, and not how soon the code of what they have spawned unwinds.
        await node.DisposeWithinAsync(TestTimeouts.Long);
    }

    /// <summary>The messages of a real session, each in a packet of its own that brings all its atoms: no damage spoils the next one.</summary>
    private static byte[][] Originals(Node node)
    {
        var decoder = new PacketDecoder(DistributionFlags.Visible, new ChannelOptions(), new IdentifierCache(node));
        var packets = new List<byte[]>();
        foreach (byte[] packet in CapturedPacket.ReadAll().Where(packet => packet.FromInitiator).Select(packet => packet.Bytes))
        {
            if (packet.Length is > 4 and < 5000 && packet[4] == 131 && decoder.TryDecode(new ReceivedPacket(packet.AsSpan(4)), out ControlMessage message))
            {
                var queue = new OutputQueue(PacketForm.Header, hasFragments: true, 64 * 1024);
                MessageEncoder encoder = MessageEncoder.Current;
                encoder.Atoms.Begin(node, node.Name, node.Creation, ErlTerm.Atom("a@localhost"), collects: true);
                queue.Append(encoder.Buffer, encoder.Encode(message, hasVersions: false), encoder.Atoms.Atoms, null);
                Assert.True(queue.TryTake(out Segment segment));
                packets.Add(segment.Bytes[4..].ToArray());
            }
        }

        return [.. packets];
    }

    private static byte[] Damage(byte[][] originals, Random random)
    {
        byte[] bytes = [.. originals[random.Next(originals.Length)]];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int place = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..Math.Max(1, place)];
                    break;
                case 3:
                    bytes = [.. bytes[..place], .. bytes[(random.Next(place, bytes.Length) / 2)..]];
                    break;
                case 4:
                    byte[] other = originals[random.Next(originals.Length)];
                    bytes = [.. bytes[..place], .. other[random.Next(other.Length)..]];
                    break;
                default:
                    bytes[place] = 255;
                    break;
            }
        }

        return bytes.Length > 0 ? bytes : [131];
    }

    /// <summary>What a channel does with a packet, on this thread.</summary>
    private sealed class Peer(Node node)
    {
        private readonly PacketDecoder _decoder = new(DistributionFlags.Visible, new ChannelOptions(), new IdentifierCache(node));
        private readonly ControlDispatcher _dispatcher = new(node, ErlTerm.Atom("a@localhost"), DistributionFlags.Visible);

        public bool Takes(byte[] packet, ref int delivered)
        {
            try
            {
                if (_decoder.TryDecode(new ReceivedPacket(packet.AsSpan()), out ControlMessage message))
                {
                    _dispatcher.Dispatch(message);
                    delivered++;
                }

                return true;
            }
            catch (Exception refusal) when (refusal is ProtocolViolationException or TermDecodeException)
            {
                return false;
            }
        }
    }
}
