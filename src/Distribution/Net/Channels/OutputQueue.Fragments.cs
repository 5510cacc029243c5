using System.Buffers.Binary;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <content>
/// Long messages: one fragment at a time goes between the other packets, of each of them in turn. What the same sender sends later
/// is held back until its message is complete.
/// </content>
internal sealed partial class OutputQueue
{
    /// <summary>More long messages than this at a time would only fill the memory of the peer.</summary>
    private const int MaxInTurn = 32;

    private readonly Queue<OutgoingSequence> _inTurn = new();
    private readonly Queue<OutgoingSequence> _waiting = new();
    private readonly Dictionary<ErlPid, OutgoingSequence> _bySender = [];

    /// <summary>Signals of no certain sender: what was queued before them has to be complete.</summary>
    private readonly Queue<OutgoingMessage> _behindAll = new();

    private ulong _lastId;
    private bool _isFragmentReady;

    private bool HasSequences => _bySender.Count > 0;

    private bool IsCut(OutgoingMessage message)
        => hasFragments && message.Sender is ErlPid && message.HasPayload && message.Length > fragmentSize + (fragmentSize / 4);

    private bool MustWait(ErlTerm? sender) => sender is ErlPid pid ? _bySender.ContainsKey(pid) : sender is not null;

    private void Hold(OutgoingMessage message)
    {
        if (message.Sender is ErlPid pid)
        {
            _bySender[pid].Held.Enqueue(message);
        }
        else
        {
            _behindAll.Enqueue(message);
        }
    }

    private void BeginSequence(OutgoingMessage message)
    {
        var sequence = new OutgoingSequence(++_lastId, message, fragmentSize);
        _bySender.Add((ErlPid)message.Sender!, sequence);
        (_inTurn.Count < MaxInTurn ? _inTurn : _waiting).Enqueue(sequence);
    }

    /// <summary>Puts the next fragment behind what is queued now, unless one is there already.</summary>
    private void FeedFragment()
    {
        if (_isFragmentReady || !_inTurn.TryDequeue(out OutgoingSequence? sequence))
        {
            return;
        }

        _isFragmentReady = true;
        byte[] array = sequence.Message.Array;
        int length = sequence.NextLength;
        int start = sequence.NextStart;
        ReadOnlySpan<ErlAtom> atoms = sequence.Message.Atoms;
        int header = PacketTag.FragmentHeadSize + (sequence.IsFirst ? _cache.Plan(atoms) : 0);
        int before = PacketTag.LengthSize + header;

        // The bytes in front of the fragment are free: headroom, or the fragment before, which has been written.
        bool fits = before <= start;
        Span<byte> head = fits ? array.AsSpan(start - before, before) : Reserve(before);
        BinaryPrimitives.WriteUInt32BigEndian(head, (uint)(header + length));
        sequence.WriteHead(head[PacketTag.LengthSize..]);
        if (sequence.IsFirst)
        {
            _cache.Write(atoms, head[(PacketTag.LengthSize + PacketTag.FragmentHeadSize)..]);
        }

        if (fits)
        {
            Bytes += before;
            start -= before;
            length += before;
        }
        else
        {
            Gathered(before);
            _gatheredPackets--;
        }

        sequence.Advance();
        CloseGathered();
        Ready(new Segment(array, start, length, 1, sequence));
    }

    /// <summary>A fragment is being written. If it is the last one, its sender may go on behind it.</summary>
    private void FragmentTaken(OutgoingSequence sequence)
    {
        _isFragmentReady = false;
        if (!sequence.IsComplete)
        {
            _inTurn.Enqueue(sequence);
            return;
        }

        _bySender.Remove((ErlPid)sequence.Message.Sender!);
        if (_waiting.TryDequeue(out OutgoingSequence? next))
        {
            _inTurn.Enqueue(next);
        }

        while (sequence.Held.TryDequeue(out OutgoingMessage? message))
        {
            if (MustWait(message.Sender))
            {
                Hold(message);
            }
            else
            {
                Place(message);
            }
        }

        ulong firstOpen = _behindAll.Count > 0 ? FirstOpen() : 0;
        while (_behindAll.TryPeek(out OutgoingMessage? behind) && behind.Number < firstOpen)
        {
            Place(_behindAll.Dequeue());
        }
    }

    /// <summary>The number of the oldest message that is not complete.</summary>
    private ulong FirstOpen()
    {
        ulong first = ulong.MaxValue;
        foreach (OutgoingSequence open in _bySender.Values)
        {
            first = Math.Min(first, open.Message.Number);
        }

        return first;
    }

    private void ClearFragments()
    {
        _inTurn.Clear();
        _waiting.Clear();
        _bySender.Clear();
        _behindAll.Clear();
        _isFragmentReady = false;
    }
}
