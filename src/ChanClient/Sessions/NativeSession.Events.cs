using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Client.Sessions;

internal sealed partial class NativeSession
{
    private static readonly ReadOnlyMemory<byte> KeepAliveToken = new byte[sizeof(ulong)];

    private readonly SemaphoreSlim _pingTurn = new(1, 1);
    private ulong _lastToken;
    private ulong? _heldPong;
    private TaskCompletionSource? _pong;

    /// <summary>One ping at a time: a gateway may hold more than eight at once against its client.</summary>
    internal override async Task<TimeSpan> PingAsync(CancellationToken cancellationToken)
    {
        await _pingTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long sent = Options.TimeProvider.GetTimestamp();
            await SendPing().Task.WaitAsync(Options.DefaultRpcTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return Options.TimeProvider.GetElapsedTime(sent);
        }
        catch (TimeoutException)
        {
            throw new ChanTimeoutException("ping", Options.DefaultRpcTimeout, Endpoint);
        }
        finally
        {
            _pingTurn.Release();
        }
    }

    private TaskCompletionSource SendPing()
    {
        var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _pong, pong);
        Span<byte> token = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(token, Interlocked.Increment(ref _lastToken));
        if (IsClosed || !_writer.Write(FrameType.Ping, token))
        {
            EndForWriterFailure();
            throw ClosedException();
        }

        return pong;
    }

    private void OnPong(ulong token)
    {
        // An unasked PONG, one of the keep-alive's and one that comes too late are ignored alike.
        if (token == Interlocked.Read(ref _lastToken))
        {
            Volatile.Read(ref _pong)?.TrySetResult();
        }
    }

    private void OnPing(ulong token)
    {
        if (!_writer.TryWritePong(token))
        {
            _heldPong = token;
        }
    }

    // As many pongs wait as may wait: nothing more is read until the gateway has taken them. The writer gives up one that does not.
    private async ValueTask<bool> ReadAfterPongAsync(ulong token)
    {
        while (!_writer.TryWritePong(token))
        {
            await _writer.WaitForPongRoomAsync().ConfigureAwait(false);
        }

        return await _reader.ReadAsync().ConfigureAwait(false);
    }

    private void SendKeepAlive() => _writer.Write(FrameType.Ping, KeepAliveToken.Span);

    private void OnSilence()
    {
        ErlTerm reason = ErlTerm.Tuple(Atoms.Error, Atoms.Timeout, Atoms.Silence);
        End(
            new ChanCloseReason(
                ChanCloseKind.Silence, reason, $"the gateway was silent for {Options.SilenceTimeout.TotalSeconds:0.###} s; the network may be down."),
            reason, null);
    }

    private void OnPush(ReadOnlySpan<byte> body)
    {
        if (Pushes.TryAdd(DecodeTerm(body), body.Length))
        {
            return;
        }

        ChanCloseReason reason = PushOverflow();
        End(reason, reason.Term, null);
    }

    /// <summary>ERROR with id 0: a cast was refused, or the session is about to be closed.</summary>
    private void OnSessionError(ErlTerm error)
    {
        var exception = new ChanRemoteException(error, Endpoint);
        SessionLog.Refused(Logger, Endpoint, exception.Class.Name);
        Options.CastRefused?.Invoke(exception);
    }

    private void OnClose(ErlTerm reason)
    {
        string text = reason.Equals(Atoms.Normal) ? "the service ended the session." : $"the gateway ended the session: {ChanRemoteException.Describe(reason)}";
        End(new ChanCloseReason(ChanCloseKind.Remote, reason, text), null, null);
    }

    private ErlTerm DecodeTerm(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return TermDecoder.Decode(bytes, Options.TermLimits);
        }
        catch (TermDecodeException e)
        {
            throw Violation($"it sent a term that cannot be decoded ({e.Rule}).", e);
        }
    }
}
