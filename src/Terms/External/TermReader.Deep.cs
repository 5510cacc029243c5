using System.Runtime.CompilerServices;
using Chan.Terms.Structure;

namespace Chan.Terms.External;

/// <content>Terms in deep nesting: a stack of frames instead of recursion.</content>
internal ref partial struct TermReader
{
    /// <summary>Fills an open container that stands in so many others, and all that is in it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ErlTerm ReadDeep(in Frame first, int depth)
    {
        var frames = default(FrameStack<Frame>);
        frames.Push(first);
        while (true)
        {
            ErlTerm? value = Fill(ref frames, depth);
            if (value is null)
            {
                continue;
            }

            frames.Pop();
            if (frames.Count == 0)
            {
                return value;
            }

            ref Frame parent = ref frames.Top;
            parent.Slots[parent.Next++] = value;
        }
    }

    /// <summary>Reads children of the top frame.</summary>
    /// <returns>The finished container; null if there is more to read: a child that is now on top, or the tail of a list.</returns>
    private ErlTerm? Fill(ref FrameStack<Frame> frames, int depth)
    {
        ref Frame frame = ref frames.Top;
        Span<ErlTerm> slots = frame.Slots;
        for (int next = frame.Next; next < slots.Length; next++)
        {
            ErlTerm? child;
            if (IsContainer(PeekByte()))
            {
                child = Open(ReadByte(), depth + frames.Count, out Frame opened);
                if (child is null)
                {
                    frame.Next = next;
                    frames.Push(opened);
                    return null;
                }
            }
            else
            {
                child = ReadTerm(depth);
            }

            slots[next] = child;
        }

        frame.Next = slots.Length;
        return Close(ref frame);
    }

    private static bool IsContainer(byte tag)
        => tag is TermTag.SmallTuple or TermTag.List or TermTag.Map or TermTag.LargeTuple or TermTag.NewFun;
}
