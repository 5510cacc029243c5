using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>The requests to a service that is told their ids. All of them are with the service at once, and it names the one that it answers.</summary>
/// <param name="deliver">Sends to the service; must not block.</param>
internal sealed class NumberedRpcs(Action<ErlTerm> deliver) : OpenRpcs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, long> _open = [];
    private readonly Queue<(uint Id, long Turn)> _turns = new();
    private long _nextTurn;

    /// <inheritdoc/>
    public override bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _open.Count == 0;
            }
        }
    }

    /// <inheritdoc/>
    public override bool Contains(uint id)
    {
        lock (_lock)
        {
            return _open.ContainsKey(id);
        }
    }

    /// <inheritdoc/>
    public override bool TryOpen(uint id, ErlTerm message)
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
        }

        deliver(message);
        return true;
    }

    /// <inheritdoc/>
    public override void Cast(ErlTerm message) => deliver(message);

    /// <inheritdoc/>
    public override AnswerTarget TakeAnswer(out uint id)
    {
        lock (_lock)
        {
            while (_turns.TryDequeue(out (uint Id, long Turn) oldest))
            {
                if (IsOpen(oldest))
                {
                    _open.Remove(oldest.Id);
                    id = oldest.Id;
                    return AnswerTarget.Rpc;
                }
            }
        }

        id = 0;
        return AnswerTarget.Push;
    }

    /// <inheritdoc/>
    public override bool TryAnswer(uint id)
    {
        lock (_lock)
        {
            return _open.Remove(id);
        }
    }

    /// <inheritdoc/>
    public override bool TryCancel(uint id) => TryAnswer(id);

    private void ForgetAnswered()
    {
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
