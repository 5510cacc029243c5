using Chan.Client.Connecting;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Client.Sessions;

/// <summary>A session of the classic protocol after <c>ack</c>: bare terms both ways, told apart by nothing (lib_chan-wire, "Session").</summary>
/// <remarks>
/// The next term that comes while an rpc is open is its answer, even if the service meant it as a push: the protocol cannot tell them
/// apart. So rpcs take turns, and one that is given up after it was sent takes the connection with it: its late answer would be
/// taken for the next one's.
/// </remarks>
internal sealed class ClassicSession : ClientSession
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly Transport _transport;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource<ErlTerm>? _open;

    internal ClassicSession(Transport transport, FrameReader reader, FrameWriter writer, ChanEndpoint endpoint, ChanConnectionOptions options)
        : base(endpoint, options)
    {
        _transport = transport;
        _reader = reader;
        _writer = writer;
    }

    /// <summary>Empty: the classic protocol has none.</summary>
    internal override ReadOnlyMemory<byte> SessionId => default;

    internal void Start()
    {
        SessionLog.Connected(Logger, Endpoint);
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _reading = Task.Run(ReadAsync);
    }

    internal override async ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _writer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        Append(message);
    }

    internal override async Task<ErlTerm> RpcAsync(ErlTerm request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (IsClosed)
        {
            throw ClosedException();
        }

        long started = Options.TimeProvider.GetTimestamp();
        await WaitForTurnAsync(timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? timeout : Max(timeout - Options.TimeProvider.GetElapsedTime(started));
            return await AskAsync(request, timeout, left, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    internal override Task<TimeSpan> PingAsync(CancellationToken cancellationToken)
        => Task.FromException<TimeSpan>(new NotSupportedException("The classic protocol has no ping; ask the service something instead."));

    private protected override async Task ShutDownAsync(ErlTerm? farewell)
    {
        if (Volatile.Read(ref _open) is { } open && open.TrySetException(ClosedException(wasSent: true)))
        {
            // Observed here: its caller may have given up already.
            _ = open.Task.Exception;
        }

        try
        {
            using var limit = new CancellationTokenSource(GoodbyeTimeout, Options.TimeProvider);
            await _writer.CompleteAsync().WaitAsync(limit.Token).ConfigureAwait(false);
            await _transport.ShutDownSendingAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // Broken or stuck: nothing is left to be done but to close.
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _reader.Dispose();

        // _stop is not disposed: a call that comes late links itself to it, and without a timer it holds nothing.
    }

    private static TimeSpan Max(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private async Task WaitForTurnAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        using ITimer limit = Options.TimeProvider.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), given, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await _turn.WaitAsync(given.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw IsClosed ? ClosedException() : new ChanTimeoutException("rpc, which waited for another one's answer,", timeout, Endpoint);
        }
    }

    private async Task<ErlTerm> AskAsync(ErlTerm request, TimeSpan timeout, TimeSpan left, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _open, answer);
        try
        {
            Append(request);
            return await answer.Task.WaitAsync(left, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abandon("no answer came in time");
            throw new ChanTimeoutException("rpc", timeout, Endpoint);
        }
        catch (OperationCanceledException)
        {
            Abandon("its caller cancelled it");
            throw;
        }
        finally
        {
            Volatile.Write(ref _open, null);
        }
    }

    private void Abandon(string why)
        => End(
            new ChanCloseReason(
                ChanCloseKind.AbandonedRpc, Atoms.Timeout,
                $"an rpc was given up ({why}), and on the classic protocol its late answer could be taken for the next one's. Connect again."),
            null, null);

    private void Append(ErlTerm term)
    {
        if (IsClosed)
        {
            throw ClosedException();
        }

        try
        {
            if (_writer.WriteTerm(FrameType.None, null, term))
            {
                return;
            }
        }
        catch (FrameTooLargeException e)
        {
            throw new ArgumentException(
                $"The message makes a frame of {e.Length} bytes; at most {e.Limit} are sent (ClassicFrameLimit).", nameof(term), e);
        }

        End(Lost("sending failed"), null, _writer.Completion.Exception?.GetBaseException());
        throw ClosedException();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _reader.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (_reader.TryRead(out Frame frame))
                {
                    Handle(TermDecoder.Decode(frame.Body, Options.TermLimits), frame.Body.Length);
                }
            }

            End(Lost("the other side ended it"), null, null);
        }
        catch (Exception e) when (e is ProtocolViolationException and not TruncatedFrameException or TermDecodeException)
        {
            End(new ChanCloseReason(ChanCloseKind.ProtocolViolation, Atoms.Protocol, $"it sent what cannot be decoded: {e.Message}"), null, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            End(Lost("reading failed"), null, e);
        }
    }

    private void Handle(ErlTerm term, int bytes)
    {
        if (Interlocked.Exchange(ref _open, null) is { } answer)
        {
            answer.TrySetResult(term);
        }
        else if (!IsClosed && !Pushes.TryAdd(term, bytes))
        {
            End(PushOverflow(), null, null);
        }
    }

    private static ChanCloseReason Lost(string how)
        => new(ChanCloseKind.Lost, Atoms.Noconnection, $"the connection ended: {how}. On the classic protocol this is also how a service ends normally.");
}
