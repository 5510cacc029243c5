using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Client.Sessions;

/// <summary>What is common to both protocols: the end of the session, which happens once, and the pushes.</summary>
internal abstract class ClientSession : IAsyncDisposable
{
    private readonly TaskCompletionSource<ChanCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private ChanCloseReason? _reason;
    private Exception? _cause;
    private Task _ending = Task.CompletedTask;

    private protected ClientSession(ChanEndpoint endpoint, ChanConnectionOptions options)
    {
        Endpoint = endpoint;
        Options = options;
        Logger = options.LoggerFactory.CreateLogger<ChanConnection>();
        Pushes = options.SharedPushes ?? new PushQueue(options.PushQueueLimit, options.PushQueueByteLimit, options.PushOverflow);
    }

    internal ChanEndpoint Endpoint { get; }

    internal ChanConnectionOptions Options { get; }

    internal PushQueue Pushes { get; }

    private protected ILogger Logger { get; }

    internal Task<ChanCloseReason> Closed => _closed.Task;

    internal bool IsClosed => Volatile.Read(ref _reason) is not null;

    internal abstract ReadOnlyMemory<byte> SessionId { get; }

    internal abstract ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken);

    internal abstract Task<ErlTerm> RpcAsync(ErlTerm request, TimeSpan timeout, CancellationToken cancellationToken);

    internal abstract Task<TimeSpan> PingAsync(CancellationToken cancellationToken);

    /// <summary>Ends the session from this side and waits until its connection is down.</summary>
    internal Task CloseAsync(ErlTerm reason)
    {
        End(new ChanCloseReason(ChanCloseKind.Local, reason, "this side closed it."), reason, null);
        return _ending;
    }

    public async ValueTask DisposeAsync() => await CloseAsync(Atoms.Normal).ConfigureAwait(false);

    /// <summary>The exception for a call on a closed session.</summary>
    /// <param name="wasSent">Whether a request went out before the end.</param>
    internal ChanException ClosedException(bool wasSent = false)
        => _reason is { Kind: ChanCloseKind.ProtocolViolation } violation
            ? new ChanProtocolException(violation.Text, Endpoint, _cause)
            : new ChanClosedException(_reason ?? throw new InvalidOperationException("The session is open."), Endpoint, _cause, wasSent);

    /// <summary>Ends the session for a reason; only the first call counts.</summary>
    /// <param name="reason">What callers are told.</param>
    /// <param name="farewell">What the gateway is told in a CLOSE; null where it cannot or need not be told.</param>
    /// <param name="cause">The inner exception of what callers are told.</param>
    private protected void End(ChanCloseReason reason, ErlTerm? farewell, Exception? cause)
    {
        lock (_gate)
        {
            if (_reason is not null)
            {
                return;
            }

            _cause = cause;
            Volatile.Write(ref _reason, reason);

            // On the pool: End is called on callers' threads, timers and the reader, and none of them may wait for the network.
            _ending = Task.Run(() => EndAsync(reason, farewell));
        }
    }

    /// <summary>Fails what is open, says goodbye where it is possible, and frees everything. Must not throw.</summary>
    private protected abstract Task ShutDownAsync(ErlTerm? farewell);

    private protected ChanCloseReason PushOverflow()
        => new(
            ChanCloseKind.PushOverflow, SlowTerm("the application does not read its pushes"),
            $"more than {Options.PushQueueLimit} pushes or {Options.PushQueueByteLimit} bytes of them were not read. "
            + "Read them with ReadPushesAsync, raise the limits, or choose a PushOverflow that drops.");

    private protected static ErlTerm SlowTerm(string detail) => ErlTerm.Tuple(Atoms.Error, Atoms.Slow, ErlTerm.Utf8(detail));

    private async Task EndAsync(ChanCloseReason reason, ErlTerm? farewell)
    {
        SessionLog.Ended(Logger, Endpoint, reason.Kind, reason.Text);
        if (Options.SharedPushes is null)
        {
            Pushes.Complete(reason.IsClean ? null : ClosedException());
        }

        _closed.TrySetResult(reason);
        await ShutDownAsync(farewell).ConfigureAwait(false);
    }
}
