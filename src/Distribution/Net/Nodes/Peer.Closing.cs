namespace Chan.Distribution.Net.Nodes;

/// <content>The end of a connection.</content>
internal sealed partial class Peer
{
    /// <summary>The connection ended: from here on nothing is handed to it. False when it is not this one that is up.</summary>
    public bool BeginClosing(Connection connection)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (_state is not (PeerState.Starting or PeerState.Up) || _connection != connection)
            {
                return false;
            }

            // What had not been handed over yet is lost like what was: ties are told like all others.
            TakeQueue(out room);
            _channel = null;
            _connection = null;
            _tiesAreTold = false;
            Settle(PeerState.Closing);
        }

        room?.TrySetResult();
        return true;
    }

    /// <summary>Every tie over the connection has been told: new ones wait for the next connection.</summary>
    public void TiesAreTold()
    {
        lock (_gate)
        {
            _tiesAreTold = true;
        }
    }

    /// <summary>The nodedown is told.</summary>
    /// <returns>An attempt that the caller must start now, because somebody wants a new connection.</returns>
    public Attempt? FinishClosing()
    {
        lock (_gate)
        {
            bool isWanted = _isWanted;
            _isWanted = false;
            if (_replacement is { } replacement)
            {
                _replacement = null;
                _owner = replacement;
                Settle(PeerState.Pending);
                replacement.Promote();
                return null;
            }

            if (isWanted)
            {
                return BeginDial();
            }

            Settle(PeerState.Idle);
            return null;
        }
    }

    /// <summary>Ends whatever there is.</summary>
    /// <param name="connection">A connection to close; its end follows.</param>
    /// <returns>Whether there was anything to end.</returns>
    public bool Disconnect(out Connection? connection)
    {
        lock (_gate)
        {
            connection = _state is PeerState.Starting or PeerState.Up ? _connection : null;
            if (_state == PeerState.Pending)
            {
                _owner?.Kill();
            }

            return connection is not null || _state == PeerState.Pending;
        }
    }
}
