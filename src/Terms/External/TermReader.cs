using System.Runtime.CompilerServices;
using Chan.Terms.Structure;

namespace Chan.Terms.External;

/// <summary>Reads terms from bytes: no recursion, and nothing allocated that the input has not paid for.</summary>
/// <remarks>
/// A container is made when its head is read, with empty slots; a stack of frames remembers which slot is next. Every count is
/// held against the bytes left (an element takes one byte at least) and against the memory budget before its slots are allocated.
/// </remarks>
internal ref partial struct TermReader
{
    private readonly ReadOnlySpan<byte> _input;
    private readonly ReadOnlySpan<ErlAtom> _atomCache;
    private readonly TermLimits _limits;
    private readonly TermDecodingContext? _context;

    /// <summary>The array behind the input, if binaries may be slices of it.</summary>
    private readonly ArraySegment<byte> _shared;
    private int _position;
    private long _budget;

    public TermReader(
        ReadOnlySpan<byte> input,
        int position,
        TermLimits limits,
        ReadOnlySpan<ErlAtom> atomCache,
        TermDecodingContext? context,
        ArraySegment<byte> shared)
    {
        _input = input;
        _position = position;
        _limits = limits;
        _atomCache = atomCache;
        _context = context;
        _shared = shared;
        _budget = limits.BudgetFor(input.Length - position);
    }

    public readonly int Position => _position;

    private readonly int Remaining => _input.Length - _position;

    /// <summary>Reads one whole term.</summary>
    public ErlTerm Read()
    {
        var frames = default(FrameStack<Frame>);
        ErlTerm? value = ReadValueOrOpen(ref frames);
        while (frames.Count > 0)
        {
            value = Fill(ref frames);
            if (value is null)
            {
                continue;
            }

            frames.Pop();
            if (frames.Count > 0)
            {
                ref Frame parent = ref frames.Top;
                parent.Slots[parent.Next++] = value;
            }
        }

        return value!;
    }

    /// <summary>Reads children of the top frame.</summary>
    /// <returns>The finished container; null if a child is a container itself, whose frame is now on top.</returns>
    private ErlTerm? Fill(ref FrameStack<Frame> frames)
    {
        ref Frame frame = ref frames.Top;
        Span<ErlTerm> slots = frame.Slots;
        int next = frame.Next;
        while (next < slots.Length)
        {
            next = ReadSmallIntegers(slots, next);
            if (next == slots.Length)
            {
                break;
            }

            ErlTerm? child = ReadValueOrOpen(ref frames);
            if (child is null)
            {
                // The new frame may have moved the stack: find this frame again below the top.
                frames.Below.Next = next;
                return null;
            }

            slots[next++] = child;
        }

        frame.Next = next;
        return frame.Container switch
        {
            null when frame.IsMap => CloseMap(ref frame),
            null => CloseList(ref frame),
            ErlTerm container when frame.End == 0 || frame.End == _position => container,
            _ => throw Error(TermRule.FieldValue, _position, "The fun has another size than it announces."),
        };
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
