namespace Chan.Terms.Structure;

/// <summary>Hashes whole terms without recursion: heads and leaves in the order in which a reader meets them.</summary>
internal static class TermHash
{
    public static int Compute(ErlTerm root)
    {
        var hash = default(HashCode);
        var frames = default(FrameStack<Frame>);
        Add(ref hash, ref frames, root);
        while (frames.Count > 0)
        {
            ref Frame frame = ref frames.Top;
            if (frame.Next == TermChildren.Count(frame.Term))
            {
                frames.Pop();
                continue;
            }

            Add(ref hash, ref frames, TermChildren.At(frame.Term, frame.Next++));
        }

        return hash.ToHashCode();
    }

    private static void Add(ref HashCode hash, ref FrameStack<Frame> frames, ErlTerm term)
    {
        switch (term)
        {
            case ErlInteger integer:
                hash.Add(integer.IsSmall ? integer.Small.GetHashCode() : integer.Value.GetHashCode());
                break;
            case ErlFloat number:
                // 0.0 and -0.0 are equal, so they hash alike.
                hash.Add(number.Value == 0 ? 0 : number.Value.GetHashCode());
                break;
            case ErlBinary binary:
                hash.Add(binary.Count);
                hash.AddBytes(binary.Span);
                break;
            case ErlBitString bits:
                hash.Add(bits.BitCount);
                hash.AddBytes(bits.Span);
                break;
            case ErlAtom or ErlPid or ErlReference or ErlPort:
                hash.Add(term.GetHashCode());
                break;
            default:
                hash.Add(((int)term.Kind, TermChildren.Count(term)));
                if (term is ErlFun fun)
                {
                    hash.Add((fun.Module.GetHashCode(), fun.IsInternal ? fun.Slots[1].GetHashCode() : fun.Arity));
                }

                if (term is ErlList { IsCompact: true, Count: > 0 } list)
                {
                    AddCompact(ref hash, list);
                }
                else if (TermChildren.Count(term) > 0)
                {
                    frames.Push(new Frame { Term = term });
                }

                break;
        }
    }

    /// <summary>Adds what the elements and the end of the list would add as terms of their own.</summary>
    private static void AddCompact(ref HashCode hash, ErlList list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            hash.Add(((long)list.IntegerAt(i)).GetHashCode());
        }

        hash.Add(((int)TermKind.List, 0));
    }

    private struct Frame
    {
        public ErlTerm Term;
        public int Next;
    }
}
