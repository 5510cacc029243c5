using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Chan.Terms.Structure;

/// <summary>
/// A stack of what a walk over a term has still to do. The first frames lie in the struct itself, on the caller's stack; deeper terms
/// move it to the heap. Pass it by reference only.
/// </summary>
internal struct FrameStack<TFrame>
    where TFrame : struct
{
    private const int LocalFrames = 8;

    private LocalStore _local;
    private TFrame[]? _heap;

    public int Count { get; private set; }

    [UnscopedRef]
    public ref TFrame Top => ref At(Count - 1);

    /// <summary>The frame below the top.</summary>
    [UnscopedRef]
    public ref TFrame Below => ref At(Count - 2);

    public void Push(in TFrame frame)
    {
        if (Count == (_heap?.Length ?? LocalFrames))
        {
            Grow();
        }

        Count++;
        Top = frame;
    }

    public void Pop()
    {
        Top = default;
        Count--;
    }

    [UnscopedRef]
    private ref TFrame At(int index)
    {
        if (_heap is null)
        {
            return ref _local[index];
        }

        return ref _heap[index];
    }

    private void Grow()
    {
        var larger = new TFrame[4 * Count];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = At(i);
        }

        _heap = larger;
    }

    [InlineArray(LocalFrames)]
    private struct LocalStore
    {
        private TFrame _first;
    }
}
