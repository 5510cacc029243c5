using Chan.Distribution.Processes;

namespace Chan.Distribution.Net.Nodes;

/// <content>Setting a connection up, from either side.</content>
internal sealed partial class Peer
{
    /// <summary>Asks for a connection, whatever the settings say of automatic ones.</summary>
    /// <param name="dial">An attempt that the caller must start now.</param>
    /// <returns>What comes of it; null when the entry is retired.</returns>
    public Task<ConnectResult>? Connect(out Attempt? dial)
    {
        dial = null;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            if (_state is PeerState.Up or PeerState.Starting)
            {
                return Task.FromResult(new ConnectResult(ConnectOutcome.Connected, $"connected to {Name}"));
            }

            _outcome ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_state == PeerState.Idle)
            {
                dial = BeginDial();
            }
            else
            {
                _isWanted |= _state == PeerState.Closing;
            }

            return _outcome.Task;
        }
    }

    /// <summary>A connection comes in from the peer.</summary>
    /// <param name="attempt">The incoming connection, which owns the entry from here on if the answer is to go on.</param>
    /// <param name="ownIsGreater">Whether this node's name is the greater one.</param>
    public Arrival Arrive(Attempt attempt, bool ownIsGreater)
    {
        lock (_gate)
        {
            switch (_state)
            {
                case PeerState.Idle when _isRetired:
                    return Arrival.Retired;
                case PeerState.Idle:
                    _owner = attempt;
                    Settle(PeerState.Pending);
                    return Arrival.Ok;
                case PeerState.Pending when _owner is { Side: AttemptSide.Theirs } earlier:
                    // A node makes one attempt at a time: it has given the earlier one up, and the end of that is still on its way.
                    earlier.Kill();
                    _owner = attempt;
                    return Arrival.Ok;
                case PeerState.Pending when ownIsGreater:
                    return Arrival.Nok;
                case PeerState.Pending:
                    _owner?.Kill();
                    _owner = attempt;
                    return Arrival.OkSimultaneous;
                case PeerState.Up when _replacement is not null:
                    return Arrival.Third;
                case PeerState.Up:
                    _replacement = attempt;
                    return Arrival.Alive;
                default:
                    return Arrival.Unsettled;
            }
        }
    }

    /// <summary>Whether an attempt is the one that sets the connection up: the answer to a peer that says <c>alive</c>.</summary>
    public bool IsOwner(Attempt attempt)
    {
        lock (_gate)
        {
            return _state == PeerState.Pending && _owner == attempt;
        }
    }

    /// <summary>Ends the connection that an attempt replaces, when the attempt has proved the cookie.</summary>
    /// <returns>The connection to close; the attempt owns the entry when its <see cref="Attempt.Promoted"/> completes. Null when it is gone already.</returns>
    public Connection? BeginReplace(Attempt attempt)
    {
        lock (_gate)
        {
            return _replacement == attempt && _state == PeerState.Up ? _connection : null;
        }
    }

    /// <summary>A handshake succeeded. False when the attempt has been given up for another one.</summary>
    /// <remarks>A peer that was given its name in the handshake has no entry before: its attempt owns nothing.</remarks>
    public bool BeginUp(Attempt attempt, Connection connection)
    {
        lock (_gate)
        {
            bool isNew = connection.Peer.IsNamedByUs && _state == PeerState.Idle && !_isRetired;
            if (!isNew && (_state != PeerState.Pending || _owner != attempt))
            {
                return false;
            }

            _owner = null;
            _connection = connection;
            WasUp = true;
            Settle(PeerState.Starting);
            return true;
        }
    }

    /// <summary>The nodeup is told: who waits for the connection may go on.</summary>
    public void Announced()
    {
        TaskCompletionSource<ConnectResult>? outcome;
        lock (_gate)
        {
            outcome = _outcome;
            _outcome = null;
        }

        outcome?.TrySetResult(new ConnectResult(ConnectOutcome.Connected, $"connected to {Name}"));
    }

    /// <summary>Hands over what waits, in order and as fast as the connection takes it, then opens the way for the rest.</summary>
    /// <returns>How many messages the connection did not take, because they are too large.</returns>
    public async Task<int> FinishUpAsync(Connection connection)
    {
        int refused = 0;
        while (TakeWaiting(connection) is { Length: > 0 } waiting)
        {
            foreach (QueuedSignal signal in waiting)
            {
                try
                {
                    await signal.Deliver(connection.Channel).ConfigureAwait(false);
                }
                catch (TermException)
                {
                    refused++;
                }
            }
        }

        return refused;
    }

    /// <summary>What came to wait since the last time; when that is nothing, the way is open.</summary>
    private QueuedSignal[] TakeWaiting(Connection connection)
    {
        TaskCompletionSource? room = null;
        QueuedSignal[] waiting = [];
        lock (_gate)
        {
            if (_state == PeerState.Starting && _connection == connection)
            {
                waiting = TakeQueue(out room);
                if (waiting.Length == 0)
                {
                    _channel = connection.Channel;
                    Settle(PeerState.Up);
                }
            }
        }

        room?.TrySetResult();
        return waiting;
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="dialInstead">
    /// Whether this node tries itself when something of its own waits: a stranger that connects under the peer's name and gets no further
    /// must not make it fail.
    /// </param>
    /// <param name="dial">An attempt that the caller must start now.</param>
    /// <returns>What waited, to be answered before <see cref="FinishClosing"/>; null when the entry is not this attempt's.</returns>
    public Failure? Fail(Attempt attempt, bool dialInstead, out Attempt? dial)
    {
        dial = null;
        lock (_gate)
        {
            if (_replacement == attempt)
            {
                _replacement = null;
            }

            if (_state != PeerState.Pending || _owner != attempt)
            {
                return null;
            }

            _owner = null;
            if (dialInstead && (_queue.Count > 0 || _outcome is not null))
            {
                dial = BeginDial();
                return null;
            }

            _isWanted = false;
            _tiesAreTold = true;
            QueuedSignal[] queued = TakeQueue(out TaskCompletionSource? room);
            var failure = new Failure(queued, room, _outcome);
            _outcome = null;
            Settle(PeerState.Closing);
            return failure;
        }
    }

    /// <summary>What waited for a connection that did not come up.</summary>
    internal sealed record Failure(QueuedSignal[] Queued, TaskCompletionSource? Room, TaskCompletionSource<ConnectResult>? Outcome);
}
