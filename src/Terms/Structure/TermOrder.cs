using System.Runtime.CompilerServices;

namespace Chan.Terms.Structure;

/// <summary>Erlang's order and equality of whole terms, without recursion.</summary>
internal static class TermOrder
{
    public static bool AreEqual(ErlTerm left, ErlTerm right)
        => left.Kind == right.Kind && HaveSameShape(left, right) && Compare(left, right, OrderMode.Exact) == 0;

    /// <summary>Compares two terms.</summary>
    /// <returns>Below, equal to or above zero; in <see cref="OrderMode.Exact"/> zero means <c>=:=</c>.</returns>
    public static int Compare(ErlTerm left, ErlTerm right, OrderMode mode)
    {
        // The keys of most maps are atoms.
        if (left is ErlAtom first && right is ErlAtom second)
        {
            return LeafOrder.Compare(first, second);
        }

        int order = CompareHeads(left, right, mode, out int children);
        return order != 0 || children == 0 ? order : Walk(new Frame(left, right, mode, children));
    }

    private static int Walk(in Frame root)
    {
        var frames = default(FrameStack<Frame>);
        frames.Push(root);
        while (frames.Count > 0)
        {
            ref Frame frame = ref frames.Top;
            if (frame.Next == frame.Children)
            {
                frames.Pop();
                continue;
            }

            frame.TakeNext(out ErlTerm left, out ErlTerm right, out OrderMode mode);
            if (ReferenceEquals(left, right))
            {
                continue;
            }

            int order = CompareHeads(left, right, mode, out int children);
            if (order != 0)
            {
                return order;
            }

            if (children > 0)
            {
                frames.Push(new Frame(left, right, mode, children));
            }
        }

        return 0;
    }

    /// <summary>Compares what can be compared without looking into the children, and says how many pairs of children are left.</summary>
    private static int CompareHeads(ErlTerm left, ErlTerm right, OrderMode mode, out int children)
    {
        children = 0;
        switch (left, right)
        {
            case (ErlTuple a, ErlTuple b):
                children = a.Count;
                return a.Count.CompareTo(b.Count);
            case (ErlList a, ErlList b):
                return ListOrder.CompareHeads(a, b, out children);
            case (ErlMap a, ErlMap b):
                children = 2 * a.Count;
                return a.Count.CompareTo(b.Count);
            case (ErlFun a, ErlFun b):
                return IdentifierOrder.CompareHeads(a, b, out children);
            default:
                return LeafOrder.Compare(left, right, mode);
        }
    }

    private static bool HaveSameShape(ErlTerm left, ErlTerm right) => (left, right) switch
    {
        (ErlList a, ErlList b) => a.Count == b.Count,
        (ErlBinary a, ErlBinary b) => a.Count == b.Count,
        _ => true,
    };

    /// <summary>Two containers of the same shape and the next pair of their children to compare.</summary>
    private struct Frame(ErlTerm left, ErlTerm right, OrderMode mode, int children)
    {
        public readonly int Children = children;
        public int Next;
        private readonly ErlTerm _left = left;
        private readonly ErlTerm _right = right;
        private readonly OrderMode _mode = mode;

        public void TakeNext(out ErlTerm left, out ErlTerm right, out OrderMode mode)
        {
            int index = Next++;
            mode = _mode;
            switch (_left)
            {
                case ErlTuple tuple:
                    (left, right) = (tuple[index], Unsafe.As<ErlTuple>(_right)[index]);
                    return;
                case ErlList list:
                    (left, right) = ListOrder.Child(list, Unsafe.As<ErlList>(_right), index);
                    return;
                case ErlFun fun:
                    (left, right) = (fun.FreeVariables[index], Unsafe.As<ErlFun>(_right).FreeVariables[index]);
                    return;
                default:
                    var map = (ErlMap)_left;
                    var other = (ErlMap)_right;
                    // All keys first, in the order of keys; then the values.
                    bool isKey = index < map.Count;
                    mode = isKey ? OrderMode.Exact : _mode;
                    (left, right) = isKey
                        ? (map.KeyAt(index), other.KeyAt(index))
                        : (map.ValueAt(index - map.Count), other.ValueAt(index - map.Count));
                    return;
            }
        }
    }
}
