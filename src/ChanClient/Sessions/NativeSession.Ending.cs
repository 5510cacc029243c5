using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Client.Sessions;

internal sealed partial class NativeSession
{
    /// <summary>For all of the goodbye: what is queued, CLOSE, close_notify, and waiting for the gateway to do the same.</summary>
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private Task _writerWatch = Task.CompletedTask;

    private protected override async Task ShutDownAsync(ErlTerm? farewell)
    {
        _keepAlive.Dispose();
        _deadlines.Dispose();
        foreach (PendingRpc rpc in _rpcs.Close())
        {
            rpc.SetFailure(ClosedException(wasSent: true));
            rpc.DeliverOnPool();
        }

        FailPing();
        await SayGoodbyeAsync(farewell).ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        await _readerDone.Task.ConfigureAwait(false);
        await _writerWatch.ConfigureAwait(false);
        _reader.Dispose();
    }

    private void FailPing()
    {
        if (Volatile.Read(ref _pong) is { } pong && pong.TrySetException(ClosedException()))
        {
            // Observed here: its caller may have given up already.
            _ = pong.Task.Exception;
        }
    }

    private async Task SayGoodbyeAsync(ErlTerm? farewell)
    {
        if (farewell is not null)
        {
            _writer.WriteTerm(FrameType.Close, null, farewell);
        }

        try
        {
            using var limit = new CancellationTokenSource(GoodbyeTimeout, Options.TimeProvider);
            await _writer.CompleteAsync().WaitAsync(limit.Token).ConfigureAwait(false);
            await _transport.ShutDownSendingAsync().WaitAsync(limit.Token).ConfigureAwait(false);
            await _readerDone.Task.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (EndsTheSession(e))
        {
            // The connection is broken, stuck or closed by the gateway at the same moment (OpenSSL has an exception type of its own for
            // that): there is nobody to say goodbye to, and the reason for the end is known already.
        }
    }

    /// <summary>Ends the session when the writer fails while nobody writes.</summary>
    private async Task WatchWriterAsync()
    {
        try
        {
            await _writer.Completion.ConfigureAwait(false);
        }
        catch (Exception e) when (EndsTheSession(e))
        {
            EndForWriterFailure(e);
        }
    }

    /// <summary>A frame was not taken: the writer has failed or the session is ending. Afterwards the session is closed in any case.</summary>
    private void EndForWriterFailure() => EndForWriterFailure(_writer.Completion.Exception?.GetBaseException());

    private void EndForWriterFailure(Exception? cause)
    {
        ChanCloseReason reason = cause is SlowPeerException
            ? new ChanCloseReason(ChanCloseKind.SlowGateway, SlowTerm("does not read"), $"the gateway does not read what is sent to it. {cause.Message}")
            : Lost("sending failed");
        End(reason, null, cause);
    }

    private void EndForReaderFailure(Exception? cause)
    {
        switch (cause)
        {
            case null:
                End(Lost("the gateway's side ended without a goodbye"), null, null);
                break;
            case TruncatedFrameException:
                End(Lost("it was cut inside a message"), null, cause);
                break;
            case FrameTooLargeException or ProtocolViolationException:
                EndForViolation(cause.Message, cause);
                break;
            case ChanProtocolException violation:
                EndForViolation(violation.Violation, violation.InnerException);
                break;
            default:
                End(Lost("reading failed"), null, cause);
                break;
        }
    }

    private void EndForViolation(string text, Exception? cause)
    {
        ErlTerm reason = ErlTerm.Tuple(Atoms.Error, Atoms.Protocol, ErlTerm.Utf8(text));
        End(new ChanCloseReason(ChanCloseKind.ProtocolViolation, reason, text), reason, cause);
    }

    private static ChanCloseReason Lost(string how)
        => new(ChanCloseKind.Lost, Atoms.Noconnection, $"the connection is lost: {how}. The gateway or the network went down; connect again.");

    private ChanProtocolException Violation(string text, Exception? inner = null) => new(text, Endpoint, inner);
}
