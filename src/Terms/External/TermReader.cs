namespace Chan.Terms.External;

/// <summary>Reads terms from bytes: recursion down to a fixed level only, and nothing allocated that the input has not paid for.</summary>
/// <remarks>
/// A container is opened when its head is read, with empty slots, and closed when they are full. Down to the level where most terms
/// end, open containers lie on the thread's stack; below it, on a stack of frames. Every count is held against the bytes left (an
/// element takes one byte at least) and against the memory budget before its slots are allocated.
/// </remarks>
internal ref partial struct TermReader
{
    /// <summary>Recursion costs less than the stack of frames; this much of it fits any thread.</summary>
    private const int RecursiveLevels = 32;

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
    public ErlTerm Read() => ReadTerm(0);

    /// <summary>Reads a term that stands in so many containers.</summary>
    private ErlTerm ReadTerm(int depth)
    {
        byte tag = ReadByte();
        switch (tag)
        {
            case TermTag.SmallInteger:
                return ErlInteger.Of(ReadByte());
            case TermTag.Integer:
                Charge(TermSize.Number);
                return ErlInteger.Of((int)ReadUInt32());
            case TermTag.SmallAtomUtf8:
                return ReadUtf8Atom(ReadByte());
            case TermTag.Atom:
                return ReadLatin1Atom(ReadUInt16());
            case TermTag.AtomCacheRef:
                return ReadCachedAtom();
            case TermTag.Nil:
                return ErlList.Empty;
            case TermTag.String:
                return ReadString();
            case TermTag.Binary:
                return ReadBinary();
            case TermTag.NewFloat:
                return ReadNewFloat();
            case TermTag.SmallTuple:
            case TermTag.List:
            case TermTag.Map:
            case TermTag.LargeTuple:
            case TermTag.NewFun:
                return ReadContainer(tag, depth);
            default:
                return ReadRareValue(tag);
        }
    }

    private ErlTerm ReadContainer(byte tag, int depth)
    {
        ErlTerm? value = Open(tag, depth, out Frame frame);
        if (value is not null)
        {
            return value;
        }

        if (depth == RecursiveLevels)
        {
            return ReadDeep(frame, depth);
        }

        do
        {
            Span<ErlTerm> slots = frame.Slots;
            for (int next = frame.Next; next < slots.Length; next++)
            {
                slots[next] = ReadTerm(depth + 1);
            }

            frame.Next = slots.Length;
            value = Close(ref frame);
        }
        while (value is null);

        return value;
    }
}
