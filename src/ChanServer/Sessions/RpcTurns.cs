using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>The requests to a service that is not told ids: one at a time is with the service, so that the next answer can only be that one's.</summary>
/// <remarks>
/// <para>What comes behind a request that waits for its turn waits too, so that the service gets everything in order.</para>
/// <para>
/// A request that the client gives up keeps its turn: its late answer is taken for it and dropped. If it never comes, what waits behind it can never be answered
/// rightly; so it is given a time, counted from when somebody waits behind it, and then the session is given up.
/// </para>
/// </remarks>
internal sealed class RpcTurns : OpenRpcs, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, long> _open = [];
    private readonly Queue<Message> _waiting = new();
    private readonly Action<ErlTerm> _deliver;
    private readonly TimeSpan _patience;
    private readonly ITimer _timer;
    private TaskCompletionSource? _room;
    private (uint Id, long Turn)? _asked;
    private long _nextTurn;
    private int _roomLimit;
    private bool _isTimed;
    private bool _isOver;

    /// <param name="deliver">Sends to the service; must not block, and not call back.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long the late answer of a request that was given up is waited for while others wait.</param>
    /// <param name="giveUp">Called when that time is over.</param>
    public RpcTurns(Action<ErlTerm> deliver, TimeProvider time, TimeSpan patience, Action giveUp)
    {
        _deliver = deliver;
        _patience = patience;
        _timer = time.CreateTimer(_ => OnTimer(giveUp), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

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
    public override int Held
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
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
            if (_waiting.Count >= Limit)
            {
                return false;
            }

            _open.Add(id, _nextTurn);
            _waiting.Enqueue(new Message(id, _nextTurn++, message));
            GoOn();
            return true;
        }
    }

    /// <inheritdoc/>
    public override void Cast(ErlTerm message)
    {
        lock (_lock)
        {
            // Never more than the reader lets through: it stops while too many are held.
            _waiting.Enqueue(new Message(0, 0, message));
            GoOn();
        }
    }

    /// <inheritdoc/>
    public override AnswerTarget TakeAnswer(out uint id)
    {
        lock (_lock)
        {
            id = 0;
            if (_asked is not { } asked)
            {
                return _isOver ? AnswerTarget.Cancelled : AnswerTarget.Push;
            }

            bool isWanted = IsOpen(asked) && !_isOver;
            id = asked.Id;
            Answered(asked);
            return isWanted ? AnswerTarget.Rpc : AnswerTarget.Cancelled;
        }
    }

    /// <inheritdoc/>
    public override bool TryAnswer(uint id)
    {
        lock (_lock)
        {
            if (_asked is not { } asked || asked.Id != id || !IsOpen(asked))
            {
                return false;
            }

            Answered(asked);
            return true;
        }
    }

    /// <inheritdoc/>
    public override bool TryCancel(uint id)
    {
        lock (_lock)
        {
            if (!_open.Remove(id))
            {
                return false;
            }

            GoOn();
            return true;
        }
    }

    /// <inheritdoc/>
    public override ValueTask WaitForRoomAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Count < limit || _isOver)
            {
                return default;
            }

            _roomLimit = limit;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    public override void LetGo()
    {
        lock (_lock)
        {
            _isOver = true;
            GoOn();
        }
    }

    /// <summary>Stops the clock.</summary>
    public void Dispose() => _timer.Dispose();

    private void Answered((uint Id, long Turn) asked)
    {
        if (IsOpen(asked))
        {
            _open.Remove(asked.Id);
        }

        _asked = null;
        GoOn();
    }

    // Delivers what may be delivered now. Under the lock, so that nothing overtakes.
    private void GoOn()
    {
        while (_waiting.TryPeek(out Message next))
        {
            bool isRequest = next.Id != 0;
            if (isRequest && !IsOpen((next.Id, next.Turn)))
            {
                // Given up before its turn came: the service never hears of it.
                _waiting.Dequeue();
                continue;
            }

            if (isRequest && _asked is not null && !_isOver)
            {
                break;
            }

            _waiting.Dequeue();
            if (isRequest)
            {
                _asked = (next.Id, next.Turn);
            }

            _deliver(next.Term);
        }

        WatchTime();
        if (_room is not null && (_waiting.Count < _roomLimit || _isOver))
        {
            _room.TrySetResult();
            _room = null;
        }
    }

    private void WatchTime()
    {
        bool isStuck = _asked is { } asked && !IsOpen(asked) && _waiting.Count > 0 && !_isOver;
        if (isStuck != _isTimed)
        {
            _isTimed = isStuck;
            _timer.Change(isStuck ? _patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer(Action giveUp)
    {
        lock (_lock)
        {
            if (!_isTimed)
            {
                return;
            }
        }

        giveUp();
    }

    private bool IsOpen((uint Id, long Turn) turn) => _open.TryGetValue(turn.Id, out long open) && open == turn.Turn;

    // Id 0: a message without an answer.
    private readonly record struct Message(uint Id, long Turn, ErlTerm Term);
}
