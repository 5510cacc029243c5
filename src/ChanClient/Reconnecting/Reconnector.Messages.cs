using Chan.Terms;

namespace Chan.Client.Reconnecting;

internal sealed partial class Reconnector
{
    private readonly Lock _lock = new();
    private readonly CastQueue _casts;
    private TaskCompletionSource _connected = NewSignal();
    private ChanConnection? _current;
    private ChanCloseReason? _end;

    /// <summary>The connection that there is now.</summary>
    /// <exception cref="ChanNotConnectedException">None.</exception>
    /// <exception cref="ChanClosedException">None, and there will be none.</exception>
    internal ChanConnection Require()
    {
        lock (_lock)
        {
            ThrowIfEnded();
            return _current ?? throw new ChanNotConnectedException("Ask again when it is Connected.", Endpoint);
        }
    }

    internal async ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            ChanConnection? current;
            lock (_lock)
            {
                ThrowIfEnded();
                current = _current;
                if (current is null)
                {
                    Keep(message);
                    return;
                }
            }

            try
            {
                await current.CastAsync(message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ChanClosedException) when (_reconnect.CastsWhileDown == ChanCastsWhileDown.Queue)
            {
                // Lost before the loop has seen it; nothing was sent, so the message may be kept.
                Withdraw(current);
            }
        }
    }

    internal async Task WaitUntilConnectedAsync(CancellationToken cancellationToken)
    {
        Task connected;
        lock (_lock)
        {
            ThrowIfEnded();
            connected = _connected.Task;
        }

        await connected.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            ThrowIfEnded();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What was kept goes first; only then do callers get the connection, so that nothing overtakes. False: it was lost meanwhile.
    private async Task<bool> PublishAsync(ChanConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            ErlTerm? kept;
            lock (_lock)
            {
                kept = _casts.Peek();
                if (kept is null)
                {
                    _current = connection;
                    _connected.TrySetResult();
                    return true;
                }
            }

            try
            {
                await connection.CastAsync(kept, cancellationToken).ConfigureAwait(false);
            }
            catch (ChanException)
            {
                return false;
            }
            catch (ArgumentException tooLarge)
            {
                ReconnectLog.CastDropped(_logger, Endpoint, tooLarge.Message);
            }

            lock (_lock)
            {
                _casts.Take();
            }
        }
    }

    private void Withdraw(ChanConnection connection)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_current, connection))
            {
                _current = null;
                _connected = NewSignal();
            }
        }
    }

    private void Finish(ChanCloseReason end)
    {
        lock (_lock)
        {
            _end = end;
            _casts.Clear();
            _connected.TrySetResult();
        }
    }

    // Under the lock.
    private void Keep(ErlTerm message)
    {
        if (_reconnect.CastsWhileDown == ChanCastsWhileDown.Refuse)
        {
            throw new ChanNotConnectedException("Messages are not kept meanwhile (CastsWhileDown).", Endpoint);
        }

        if (!_casts.TryAdd(message))
        {
            throw new ChanNotConnectedException($"{_reconnect.CastQueueLimit} messages are kept already (CastQueueLimit).", Endpoint);
        }
    }

    private void ThrowIfEnded()
    {
        if (_end is { } end)
        {
            throw ClosedException(end);
        }
    }

    private ChanClosedException ClosedException(ChanCloseReason end) => new(end, Endpoint);
}
