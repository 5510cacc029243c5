using System.Runtime.CompilerServices;
using Chan.Terms.Structure;

namespace Chan.Terms.External;

/// <content>Funs, and terms in deep nesting: heads and leaves in order, a stack of frames instead of recursion.</content>
internal static partial class TermBody
{
    private static void WriteDeep(ref TermWriter writer, ErlTerm root)
    {
        var frames = default(FrameStack<Frame>);
        WriteOrOpen(ref writer, ref frames, root);
        while (frames.Count > 0)
        {
            if (!WriteChildren(ref writer, ref frames))
            {
                continue;
            }

            Close(ref writer, ref frames);
        }
    }

    /// <summary>Writes the children of the top frame, up to the first that is a container.</summary>
    /// <returns>Whether all of them are written; otherwise the frame of a child is on top now.</returns>
    private static bool WriteChildren(ref TermWriter writer, ref FrameStack<Frame> frames)
    {
        ref Frame frame = ref frames.Top;
        ReadOnlySpan<ErlTerm> children = frame.Children;
        int depth = frames.Count;
        for (int next = frame.Next; next < children.Length; next++)
        {
            ErlTerm child = children[next];
            WriteOrOpen(ref writer, ref frames, child);
            if (frames.Count != depth)
            {
                frames.Below.Next = next + 1;
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a leaf, or the head of a container, whose children are then on the stack.</summary>
    private static void WriteOrOpen(ref TermWriter writer, ref FrameStack<Frame> frames, ErlTerm term)
    {
        switch (term.Kind)
        {
            case TermKind.Integer:
                WriteInteger(ref writer, Unsafe.As<ErlInteger>(term));
                break;
            case TermKind.Atom:
                WriteAtom(ref writer, Unsafe.As<ErlAtom>(term));
                break;
            case TermKind.Tuple:
                OpenTuple(ref writer, ref frames, Unsafe.As<ErlTuple>(term));
                break;
            case TermKind.List:
                OpenList(ref writer, ref frames, Unsafe.As<ErlList>(term));
                break;
            case TermKind.Binary:
                WriteBinary(ref writer, Unsafe.As<ErlBinary>(term));
                break;
            case TermKind.Float:
                WriteFloat(ref writer, Unsafe.As<ErlFloat>(term));
                break;
            case TermKind.Map:
                var map = Unsafe.As<ErlMap>(term);
                writer.WriteTagged(TermTag.Map, (uint)map.Count);
                if (map.Count > 0)
                {
                    frames.Push(new Frame { Container = map });
                }

                break;
            default:
                WriteRare(ref writer, ref frames, term);
                break;
        }
    }

    private static void OpenTuple(ref TermWriter writer, ref FrameStack<Frame> frames, ErlTuple tuple)
    {
        WriteTupleHead(ref writer, tuple.Count);
        if (tuple.Count > 0)
        {
            frames.Push(new Frame { Container = tuple });
        }
    }

    private static void OpenList(ref TermWriter writer, ref FrameStack<Frame> frames, ErlList list)
    {
        if (TryWriteShortForm(ref writer, list))
        {
            return;
        }

        writer.WriteTagged(TermTag.List, (uint)list.Count);
        if (!list.IsCompact)
        {
            frames.Push(new Frame { Container = list });
            return;
        }

        WriteCompactElements(ref writer, list);
        WriteEnd(ref writer, ref frames, list);
    }

    private static void WriteEnd(ref TermWriter writer, ref FrameStack<Frame> frames, ErlList list)
    {
        if (list.IsProper)
        {
            writer.WriteByte(TermTag.Nil);
        }
        else
        {
            frames.Push(new Frame { Container = list, InTail = true });
        }
    }

    /// <summary>All children are written: what stands after them, and the frame is done.</summary>
    private static void Close(ref TermWriter writer, ref FrameStack<Frame> frames)
    {
        Frame frame = frames.Top;
        frames.Pop();
        switch (frame.Container)
        {
            case ErlList list when frame.InTail:
                WriteOrOpen(ref writer, ref frames, list.Tail);
                break;
            case ErlList list:
                WriteEnd(ref writer, ref frames, list);
                break;
            case ErlFun:
                writer.FillSize(frame.SizePlace);
                break;
        }
    }

    private struct Frame
    {
        public ErlTerm Container;
        public int Next;

        /// <summary>Where a fun's size is to be written.</summary>
        public int SizePlace;

        /// <summary>Only the tail of the list is left.</summary>
        public bool InTail;

        public readonly ReadOnlySpan<ErlTerm> Children => Container switch
        {
            // Sealed types first: testing for them is one comparison.
            ErlMap map => map.Pairs,
            ErlList list => InTail ? [] : list.Elements,
            ErlFun fun => fun.FreeVariables,
            _ => Unsafe.As<ErlTuple>(Container).Span,
        };
    }
}
