using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>The queue of one side, read by the decoder of the other one.</summary>
public sealed class FragmentTests
{
    private const int FragmentSize = 4096;

    private static readonly ErlAtom Peer = ErlTerm.Atom("a@host");
    private static readonly Node Here = new();
    private static readonly ErlPid To = new(Atoms.NonodeNohost, 1, 0, 0);

    [Fact]
    public void Whatever_is_sent_in_whatever_order_arrives_in_the_order_of_each_sender()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(7, 11),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => OrderHolds(seed)));

    [Fact]
    public void Small_messages_of_others_and_ticks_go_between_the_fragments_of_a_long_one()
    {
        var queue = new OutputQueue(PacketForm.Header, hasFragments: true, FragmentSize);
        Append(queue, Sender(1), 0, 10 * FragmentSize);
        Append(queue, Sender(2), 1, 10);
        byte[] first = Take(queue);
        Append(queue, Sender(3), 2, 10);
        queue.AppendTick();
        List<ErlTerm> arrived = [];
        PacketDecoder decoder = NewDecoder();
        Decode(decoder, first, arrived);
        Assert.Equal([Message(1, 10)], arrived);
        Decode(decoder, Take(queue), arrived);
        Decode(decoder, Take(queue), arrived);
        Assert.Equal([Message(1, 10), Message(2, 10)], arrived);
        Assert.Equal(1, decoder.OpenSequences);
        Drain(queue, decoder, arrived);
        Assert.Equal([Message(1, 10), Message(2, 10), Message(0, 10 * FragmentSize)], arrived);
        Assert.Equal(0, queue.Bytes);
        Assert.Equal(0, decoder.OpenSequences);
    }

    [Fact]
    public void The_same_sender_says_nothing_else_before_its_long_message_is_complete()
    {
        var queue = new OutputQueue(PacketForm.Header, hasFragments: true, FragmentSize);
        Append(queue, Sender(1), 0, 3 * FragmentSize);
        Append(queue, Sender(1), 1, 10);
        Append(queue, Sender(1), 2, 5 * FragmentSize);
        Append(queue, Sender(1), 3, 10);
        Append(queue, ErlTerm.Atom("name"), 4, 10);
        Append(queue, Sender(2), 5, 10);
        List<ErlTerm> arrived = [];
        Drain(queue, NewDecoder(), arrived);
        Assert.Equal([5, 0, 1, 2, 3, 4], arrived.Select(NumberOf));
    }

    [Fact]
    public void The_control_tuple_is_whole_in_the_first_fragment_even_if_it_is_longer_than_one()
    {
        var queue = new OutputQueue(PacketForm.Header, hasFragments: true, FragmentSize);
        MessageEncoder encoder = MessageEncoder.Current;
        encoder.Atoms.Begin(Here, Peer, 5, ErlTerm.Atom("b@host"), collects: true);
        var message = new ControlMessage
        {
            Operation = ControlOperation.SpawnRequest,
            Reference = new ErlReference(Peer, 5, 1, 2, 3),
            From = Sender(1),
            GroupLeader = Sender(1),
            Function = ErlTerm.Parse("{m, f, 1}"),
            Options = ErlTerm.List(ErlTerm.Binary(new byte[3 * FragmentSize])),
            Payload = ErlTerm.List(ErlTerm.Binary(new byte[3 * FragmentSize])),
        };
        int controlLength = encoder.Encode(message, hasVersions: false);
        queue.Append(encoder.Buffer, controlLength, encoder.Atoms.Atoms, Sender(1));
        byte[] first = Take(queue);
        Assert.InRange(first.Length, controlLength, controlLength + 200);
        PacketDecoder decoder = NewDecoder();
        Assert.False(decoder.TryDecode(new ReceivedPacket(first.AsSpan(4)), out _));
        ControlMessage arrived;
        while (!decoder.TryDecode(new ReceivedPacket(Take(queue).AsSpan(4)), out arrived))
        {
            Assert.Equal(1, decoder.OpenSequences);
        }

        Assert.Equal(message.Options, arrived.Options);
        Assert.Equal(message.Payload, arrived.Payload);
    }

    [Fact]
    public void Short_messages_that_wait_behind_a_long_one_take_little_more_than_their_bytes()
    {
        var queue = new OutputQueue(PacketForm.Header, hasFragments: true, FragmentSize);
        Append(queue, Sender(1), 0, 3 * FragmentSize);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i <= 1000; i++)
        {
            Append(queue, Sender(1), i, 10);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000 * 1024);
        List<ErlTerm> arrived = [];
        Drain(queue, NewDecoder(), arrived);
        Assert.Equal(Enumerable.Range(0, 1001), arrived.Select(NumberOf));
    }

    [Fact]
    public void A_header_with_more_atoms_than_the_headroom_takes_goes_before_a_long_message()
    {
        foreach (bool hasFragments in new[] { true, false })
        {
            var queue = new OutputQueue(PacketForm.Header, hasFragments, FragmentSize);
            ErlTerm[] atoms = [.. Enumerable.Range(0, 300).Select(i => ErlTerm.Atom($"{new string('é', 250)}{i}"))];
            ErlTerm message = ErlTerm.Tuple(ErlTerm.List(atoms), ErlTerm.Binary(new byte[20 * FragmentSize]));
            Append(queue, Sender(1), message);
            Append(queue, Sender(1), message);
            List<ErlTerm> arrived = [];
            Drain(queue, NewDecoder(), arrived);
            Assert.Equal([message, message], arrived);
            Assert.Equal(0, queue.Bytes);
        }
    }

    private static bool OrderHolds(int seed)
    {
        var random = new Random(seed);
        bool hasFragments = random.Next(4) > 0;
        var queue = new OutputQueue(PacketForm.Header, hasFragments, FragmentSize);
        PacketDecoder decoder = NewDecoder();
        var sent = new Dictionary<ErlTerm, List<int>>();
        var arrived = new List<ErlTerm>();
        for (int i = 0; i < 60; i++)
        {
            ErlPid sender = Sender((uint)random.Next(4));
            (sent.TryGetValue(sender, out List<int>? numbers) ? numbers : sent[sender] = []).Add(i);
            int size = random.Next(3) == 0 ? random.Next(12 * FragmentSize) : random.Next(100);
            Append(queue, sender, ErlTerm.Tuple(i, sender, ErlTerm.Binary(new byte[size]), ErlTerm.Atom($"atom {random.Next(5000)}")));
            for (int takes = random.Next(3); takes > 0; takes--)
            {
                Decode(decoder, Take(queue), arrived);
            }
        }

        Drain(queue, decoder, arrived);
        return queue.Bytes == 0 && decoder.OpenSequences == 0 && arrived.Count == 60
            && sent.All(pair => pair.Value.SequenceEqual(arrived.Where(message => ((ErlTuple)message)[1].Equals(pair.Key)).Select(NumberOf)));
    }

    private static ErlPid Sender(uint id) => new(Peer, id + 1, 0, 5);

    private static ErlTuple Message(int number, int size) => ErlTerm.Tuple(number, ErlTerm.Binary(new byte[size]));

    private static int NumberOf(ErlTerm message) => message is ErlTuple and [ErlInteger(long number), ..] ? (int)number : -1;

    private static PacketDecoder NewDecoder() => new(DistributionFlags.Visible, new ChannelOptions(), new IdentifierCache(Here));

    private static void Append(OutputQueue queue, ErlTerm sender, int number, int size) => Append(queue, sender, Message(number, size));

    private static void Append(OutputQueue queue, ErlTerm sender, ErlTerm payload)
    {
        MessageEncoder encoder = MessageEncoder.Current;
        encoder.Atoms.Begin(Here, Peer, 5, ErlTerm.Atom("b@host"), collects: true);
        var message = new ControlMessage { Operation = ControlOperation.SendSender, From = Sender(1), To = To, Payload = payload };
        int controlLength = encoder.Encode(message, hasVersions: false);
        queue.Append(encoder.Buffer, controlLength, encoder.Atoms.Atoms, sender);
    }

    private static byte[] Take(OutputQueue queue)
    {
        if (!queue.TryTake(out Segment segment))
        {
            return [];
        }

        byte[] bytes = segment.Bytes.ToArray();
        queue.Written(segment);
        return bytes;
    }

    private static void Drain(OutputQueue queue, PacketDecoder decoder, List<ErlTerm> arrived)
    {
        using var buffer = new ReceiveBuffer(int.MaxValue, []);
        for (byte[] bytes = Take(queue); bytes.Length > 0; bytes = Take(queue))
        {
            Feed(buffer, decoder, bytes, arrived);
        }
    }

    private static void Decode(PacketDecoder decoder, byte[] bytes, List<ErlTerm> arrived)
    {
        using var buffer = new ReceiveBuffer(int.MaxValue, []);
        Feed(buffer, decoder, bytes, arrived);
    }

    private static void Feed(ReceiveBuffer buffer, PacketDecoder decoder, ReadOnlySpan<byte> bytes, List<ErlTerm> arrived)
    {
        while (bytes.Length > 0)
        {
            Span<byte> target = buffer.NextTarget().Span;
            int count = Math.Min(target.Length, bytes.Length);
            bytes[..count].CopyTo(target);
            buffer.Received(count);
            bytes = bytes[count..];
            while (buffer.TryTake(out ReceivedPacket packet))
            {
                if (decoder.TryDecode(packet, out ControlMessage message))
                {
                    arrived.Add(message.Payload!);
                }
            }
        }
    }
}
