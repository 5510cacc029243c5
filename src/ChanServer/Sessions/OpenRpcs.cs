namespace Chan.Server.Sessions;

/// <summary>The requests of one session that have no answer yet, oldest first. Thread-safe: the reader adds, the middle man takes.</summary>
/// <remarks>
/// A service that is not told ids answers in the order of the requests. So a cancelled request keeps its turn: the answer that comes at that turn
/// belongs to it and is dropped, instead of being given to the next request. A service that is told ids names the request, so there nothing is kept.
/// </remarks>
internal sealed class OpenRpcs(bool serviceKnowsIds)
{
    /// <summary>Requests that may be open, or cancelled and waiting for their turn, at a time. Our own number; it bounds the memory of a session.</summary>
    public const int Limit = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, long> _open = [];
    private readonly Queue<(uint Id, long Turn)> _turns = new();
    private long _nextTurn;

    /// <summary>Whether no request waits for an answer.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _open.Count == 0;
            }
        }
    }

    /// <summary>Whether a request of that id waits for its answer.</summary>
    public bool Contains(uint id)
    {
        lock (_lock)
        {
            return _open.ContainsKey(id);
        }
    }

    /// <summary>Opens a request whose id is not in use.</summary>
    /// <returns><see langword="false"/> if <see cref="Limit"/> is reached.</returns>
    public bool TryOpen(uint id)
    {
        lock (_lock)
        {
            ForgetAnswered();
            if (_turns.Count >= Limit)
            {
                return false;
            }

            _open.Add(id, _nextTurn);
            _turns.Enqueue((id, _nextTurn++));
            return true;
        }
    }

    /// <summary>Whose answer a term without an id is.</summary>
    /// <param name="id">The request, where the result is <see cref="AnswerTarget.Rpc"/>.</param>
    public AnswerTarget TakeOldest(out uint id)
    {
        lock (_lock)
        {
            while (_turns.TryDequeue(out (uint Id, long Turn) oldest))
            {
                if (_open.TryGetValue(oldest.Id, out long turn) && turn == oldest.Turn)
                {
                    _open.Remove(oldest.Id);
                    id = oldest.Id;
                    return AnswerTarget.Rpc;
                }

                if (!serviceKnowsIds)
                {
                    id = 0;
                    return AnswerTarget.Cancelled;
                }
            }

            id = 0;
            return AnswerTarget.Push;
        }
    }

    /// <summary>Closes a request that was answered by id, or cancelled.</summary>
    /// <returns><see langword="false"/> if it is not open.</returns>
    public bool TryClose(uint id)
    {
        lock (_lock)
        {
            return _open.Remove(id);
        }
    }

    private void ForgetAnswered()
    {
        if (!serviceKnowsIds)
        {
            return;
        }

        while (_turns.TryPeek(out (uint Id, long Turn) oldest) && !IsOpen(oldest))
        {
            _turns.Dequeue();
        }

        // One old open request holds the answered ones behind it; twice as many turns as requests is the most that is kept.
        if (_turns.Count > (2 * _open.Count) + 16)
        {
            (uint Id, long Turn)[] open = [.. _turns.Where(IsOpen)];
            _turns.Clear();
            foreach ((uint Id, long Turn) turn in open)
            {
                _turns.Enqueue(turn);
            }
        }
    }

    private bool IsOpen((uint Id, long Turn) turn) => _open.TryGetValue(turn.Id, out long open) && open == turn.Turn;
}
