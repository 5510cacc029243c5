using System.Buffers;
using System.Buffers.Binary;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>Packets that wait to be written, in the order of the wire. Used under the lock of the writer.</summary>
/// <remarks>
/// Small messages gather in one array; a middling one becomes a segment of its own, without a copy. Long ones go out in fragments, one at a
/// time between what else is queued (<c>OutputQueue.Fragments.cs</c>). Headers are made when their place on the wire is settled, since each
/// one changes the atom cache of the peer.
/// </remarks>
internal sealed partial class OutputQueue(PacketForm form, bool hasFragments, int fragmentSize)
{
    /// <summary>From this length on a message is not copied.</summary>
    private const int LongMessage = 16 * 1024;

    private const int GatherSize = 64 * 1024;

    private readonly int _longMessage = Math.Min(LongMessage, fragmentSize);
    private readonly AtomCacheSender _cache = new();
    private readonly Queue<Segment> _ready = new();
    private ulong _lastNumber;
    private byte[] _gathered = [];
    private int _gatheredLength;
    private int _gatheredPackets;

    /// <summary>Bytes of all that waits.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that are gathered or ready to be written in large pieces: enough of them are worth a write.</summary>
    public long ReadyBytes { get; private set; }

    public bool IsEmpty => Bytes == 0;

    /// <summary>Appends a tick.</summary>
    public void AppendTick()
    {
        Reserve(PacketTag.LengthSize).Clear();
        Gathered(PacketTag.LengthSize);
    }

    /// <summary>Appends the message that is in the buffer.</summary>
    /// <param name="buffer">The message; its array may be taken.</param>
    /// <param name="controlLength">How much of it is the control tuple.</param>
    /// <param name="atoms">The atoms that it refers to.</param>
    /// <param name="sender">
    /// Whose signal it is. A pid: it goes behind what the process has sent before. A name: of a process that is not known any more, so it
    /// goes behind all that was sent before. Null: nothing came before it.
    /// </param>
    public void Append(MessageBuffer buffer, int controlLength, ReadOnlySpan<ErlAtom> atoms, ErlTerm? sender)
    {
        bool isHeld = HasSequences && MustWait(sender);
        bool isLong = buffer.Length >= _longMessage;
        if (!isHeld && !isLong)
        {
            AppendPacket(buffer.Bytes, atoms);
            return;
        }

        var message = new OutgoingMessage(buffer, isLong, controlLength, atoms, sender) { Number = ++_lastNumber };
        Bytes += message.Length;
        if (isHeld)
        {
            Hold(message);
        }
        else
        {
            Place(message);
        }
    }

    /// <summary>The next bytes to write. All that were taken before have been written.</summary>
    public bool TryTake(out Segment segment)
    {
        FeedFragment();
        if (!_ready.TryDequeue(out segment))
        {
            if (_gatheredLength == 0)
            {
                return false;
            }

            CloseGathered();
            segment = _ready.Dequeue();
        }

        ReadyBytes -= segment.Length;
        if (segment.Sequence is not null)
        {
            FragmentTaken(segment.Sequence);
        }

        return true;
    }

    /// <summary>A segment has been written.</summary>
    public void Written(in Segment segment)
    {
        Bytes -= segment.Length;
        if (segment.Sequence is not { IsComplete: false })
        {
            ArrayPool<byte>.Shared.Return(segment.Array);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _ready.Clear();
        _gathered = [];
        _gatheredLength = 0;
        ClearFragments();
        Bytes = 0;
        ReadyBytes = 0;
    }

    private void AppendPacket(ReadOnlySpan<byte> body, ReadOnlySpan<ErlAtom> atoms)
    {
        int header = PlanHeader(atoms);
        int length = header + body.Length;
        Span<byte> packet = Reserve(PacketTag.LengthSize + length);
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)length);
        WriteHeader(atoms, packet.Slice(PacketTag.LengthSize, header));
        body.CopyTo(packet[(PacketTag.LengthSize + header)..]);
        Gathered(PacketTag.LengthSize + length);
    }

    /// <summary>Settles the place of a message whose body <see cref="Bytes"/> counts already.</summary>
    private void Place(OutgoingMessage message)
    {
        if (IsCut(message))
        {
            BeginSequence(message);
        }
        else if (message.Length >= _longMessage)
        {
            AppendWhole(message);
        }
        else
        {
            AppendPacket(message.Bytes, message.Atoms);
            Bytes -= message.Length;
            message.Free();
        }
    }

    /// <summary>Makes a long message ready as it is.</summary>
    private void AppendWhole(OutgoingMessage message)
    {
        int header = PlanHeader(message.Atoms);
        int before = PacketTag.LengthSize + header;
        int start = message.Start - before;
        byte[] array = message.Array;
        if (start < 0)
        {
            start = 0;
            array = ArrayPool<byte>.Shared.Rent(before + message.Length);
            message.Bytes.CopyTo(array.AsSpan(before));
            message.Free();
        }

        BinaryPrimitives.WriteUInt32BigEndian(array.AsSpan(start), (uint)(header + message.Length));
        WriteHeader(message.Atoms, array.AsSpan(start + PacketTag.LengthSize, header));
        Bytes += before;
        CloseGathered();
        Ready(new Segment(array, start, before + message.Length, 1, null));
    }

    private int PlanHeader(ReadOnlySpan<ErlAtom> atoms) => form == PacketForm.PassThrough ? 1 : 2 + _cache.Plan(atoms);

    private void WriteHeader(ReadOnlySpan<ErlAtom> atoms, Span<byte> header)
    {
        if (form == PacketForm.PassThrough)
        {
            header[0] = PacketTag.PassThrough;
            return;
        }

        header[0] = PacketTag.Version;
        header[1] = PacketTag.Header;
        _cache.Write(atoms, header[2..]);
    }

    private Span<byte> Reserve(int length)
    {
        if (_gathered.Length - _gatheredLength < length)
        {
            CloseGathered();
            _gathered = ArrayPool<byte>.Shared.Rent(Math.Max(GatherSize, length));
        }

        return _gathered.AsSpan(_gatheredLength, length);
    }

    private void Gathered(int length)
    {
        _gatheredLength += length;
        _gatheredPackets++;
        Bytes += length;
        ReadyBytes += length;
    }

    private void CloseGathered()
    {
        if (_gatheredLength > 0)
        {
            _ready.Enqueue(new Segment(_gathered, 0, _gatheredLength, _gatheredPackets, null));
            _gathered = [];
            _gatheredLength = 0;
            _gatheredPackets = 0;
        }
    }

    private void Ready(in Segment segment)
    {
        _ready.Enqueue(segment);
        ReadyBytes += segment.Length;
    }
}
