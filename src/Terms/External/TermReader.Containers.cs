using System.Runtime.CompilerServices;

namespace Chan.Terms.External;

/// <content>Opening and closing of containers.</content>
internal ref partial struct TermReader
{
    /// <summary>Reads the head of a container, and its content if that is nothing but small integers.</summary>
    /// <returns>The container if it is finished; null if <paramref name="frame"/> has slots to fill.</returns>
    private ErlTerm? Open(byte tag, int depth, out Frame frame)
    {
        frame = default;
        switch (tag)
        {
            case TermTag.Map:
                return OpenMap(depth, ref frame);
            case TermTag.List:
                return OpenList(depth, ref frame);
            case TermTag.NewFun:
                CheckDepth(depth);
                OpenFun(ref frame);
                return null;
            default:
                return OpenTuple(tag == TermTag.SmallTuple ? ReadByte() : ReadUInt32(), depth, ref frame);
        }
    }

    private ErlTuple? OpenTuple(uint arity, int depth, ref Frame frame)
    {
        if (arity == 0)
        {
            return ErlTuple.Empty;
        }

        CheckCount(arity);
        Charge(TermSize.Tuple + ((long)arity * TermSize.Slot));
        CheckDepth(depth);
        frame.Container = ErlTuple.Allocate((int)arity);
        return null;
    }

    private ErlMap? OpenMap(int depth, ref Frame frame)
    {
        long slots = 2L * ReadUInt32();
        if (slots == 0)
        {
            return ErlMap.Empty;
        }

        CheckCount(slots);
        Charge(TermSize.Map + (slots * TermSize.Slot));
        CheckDepth(depth);
        frame.Items = new ErlTerm[slots];
        frame.Length = (int)slots;
        frame.IsMap = true;
        return null;
    }

    private ErlList? OpenList(int depth, ref Frame frame)
    {
        uint count = ReadUInt32();
        CheckCount(count);
        byte first = PeekByte();
        if (count == 0 && first == TermTag.Nil)
        {
            _position++;
            return ErlList.Empty;
        }

        Charge(TermSize.List);
        CheckDepth(depth);
        frame.Length = (int)count;
        if (count > 0 && first is TermTag.SmallInteger or TermTag.Integer)
        {
            return ReadIntegerList(ref frame);
        }

        Charge((long)count * TermSize.Slot);
        frame.Items = new ErlTerm[count];
        return null;
    }

    private readonly void CheckDepth(int depth)
    {
        if (depth >= _limits.MaxDepth)
        {
            ThrowTooDeep();
        }
    }

    /// <summary>All slots are filled.</summary>
    /// <returns>The finished container; null for a list that goes on: there are more slots to fill.</returns>
    private ErlTerm? Close(ref Frame frame)
    {
        if (frame.Container is not { } container)
        {
            return frame.IsMap ? CloseMap(ref frame) : CloseList(ref frame);
        }

        return frame.End == 0 || frame.End == _position
            ? container
            : throw Error(TermRule.FieldValue, _position, "The fun has another size than it announces.");
    }

    private readonly ErlMap CloseMap(ref Frame frame)
        => ErlMap.Own(frame.Items!, out int duplicate)
            ?? throw Error(TermRule.DuplicateKey, _position, $"Key {duplicate} of the map, in key order, occurs twice.");

    /// <summary>All elements are there: reads the tail. A list as tail continues the list.</summary>
    /// <returns>The list, or null when there are more slots to fill.</returns>
    private ErlTerm? CloseList(ref Frame frame)
    {
        ErlTerm[] items = frame.Items!;
        if (frame.TailPending)
        {
            ErlTerm tail = items[frame.Length - 1];
            return frame.Length == 1 ? tail : ErlList.Own(items, frame.Length - 1, tail);
        }

        switch (PeekByte())
        {
            case TermTag.Nil:
                _position++;
                return frame.Length == 0 ? ErlList.Empty : ErlList.Own(items, frame.Length, ErlList.Empty);
            case TermTag.List:
                _position++;
                frame.Extend(ReadCount(TermSize.TailSlot));
                return null;
            case TermTag.String:
                _position++;
                ReadOnlySpan<byte> bytes = ReadBytes(ReadUInt16());
                Charge(bytes.Length * TermSize.TailSlot);
                int from = frame.Length;
                frame.Extend(bytes.Length);
                for (int i = 0; i < bytes.Length; i++)
                {
                    frame.Items![from + i] = ErlInteger.Of(bytes[i]);
                }

                return ErlList.Own(frame.Items!, frame.Length, ErlList.Empty);
            default:
                frame.Extend(1);
                frame.TailPending = true;
                return null;
        }
    }

    /// <summary>A container with slots to fill.</summary>
    private struct Frame
    {
        /// <summary>A tuple or fun with slots of its own; null for lists and maps, which are made when their items are known.</summary>
        public ErlTerm? Container;
        public ErlTerm[]? Items;
        public int Next;
        public int Length;

        /// <summary>Where a fun must end; 0 for other containers, which do not say.</summary>
        public int End;
        public bool IsMap;
        public bool TailPending;

        public readonly Span<ErlTerm> Slots => Items is null ? Unsafe.As<ErlTuple>(Container)!.Slots : Items.AsSpan(0, Length);

        /// <summary>Makes room for more items of a list, so that many small extensions take linear time together.</summary>
        public void Extend(int count)
        {
            int length = Length + count;
            if (length > Items!.Length)
            {
                Array.Resize(ref Items, Math.Max(length, (int)Math.Min(2L * Items.Length, Array.MaxLength)));
            }

            Length = length;
        }
    }
}
