using Chan.Terms;

namespace Chan.Client.Reconnecting;

/// <summary>The casts that wait for a connection. Not thread-safe; its owner holds a lock.</summary>
internal sealed class CastQueue(int limit)
{
    private readonly Queue<ErlTerm> _waiting = new();

    internal bool TryAdd(ErlTerm message)
    {
        if (_waiting.Count >= limit)
        {
            return false;
        }

        _waiting.Enqueue(message);
        return true;
    }

    /// <summary>The oldest; it stays until it is taken, so that one which could not be sent keeps its place.</summary>
    internal ErlTerm? Peek() => _waiting.TryPeek(out ErlTerm? oldest) ? oldest : null;

    internal void Take() => _waiting.Dequeue();

    internal void Clear() => _waiting.Clear();
}
