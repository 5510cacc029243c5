using Chan.Client.Connecting;
using Chan.Terms;

namespace Chan.Client;

public sealed partial class ChanConnection
{
    /// <summary>Sends a message that has no answer.</summary>
    /// <param name="message">The service receives it as <c>{chan, MM, Message}</c>.</param>
    /// <param name="cancellationToken">Gives up while the gateway is behind; then nothing is sent.</param>
    /// <returns>
    /// Completes when the message is queued: at once, unless more than 256 KiB wait to be sent, then when there is room again. Messages and
    /// rpcs of one caller arrive in order.
    /// </returns>
    /// <exception cref="ArgumentException">The message is larger than the service accepts.</exception>
    /// <exception cref="ChanClosedException">The connection is closed.</exception>
    public ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _session.CastAsync(message, cancellationToken);
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">The service receives it as <c>{chan, MM, Request}</c>, or with an id where it is marked to answer out of order.</param>
    /// <param name="timeout">
    /// Default: <see cref="ChanConnectionOptions.DefaultRpcTimeout"/>. From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the gateway is told, but the service may have acted already.</param>
    /// <returns>The answer. Code behind <see langword="await"/> may run on the connection's thread; it may block without harm to others.</returns>
    /// <exception cref="ArgumentException">The request is larger than the service accepts.</exception>
    /// <exception cref="ChanRemoteException">The gateway answered with an error; the connection goes on.</exception>
    /// <exception cref="ChanTimeoutException">No answer in time.</exception>
    /// <exception cref="ChanClosedException">The connection is closed, or closed before the answer came.</exception>
    public Task<ErlTerm> RpcAsync(ErlTerm request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _session.RpcAsync(request, RpcTimeout.Resolve(timeout, _session.Options.DefaultRpcTimeout), cancellationToken);
    }

    /// <summary>What the service sends unasked, in order. Several readers share them: each push goes to one.</summary>
    /// <param name="cancellationToken">Stops reading; unread pushes stay in the queue.</param>
    /// <returns>
    /// Ends when the connection ends cleanly (<see cref="ChanCloseReason.IsClean"/>) and all is read; otherwise the last step throws. What is
    /// not read is bounded: <see cref="ChanConnectionOptions.PushQueueLimit"/> and <see cref="ChanConnectionOptions.PushOverflow"/>.
    /// </returns>
    /// <exception cref="ChanClosedException">The connection ended uncleanly; all pushes that came before were given out.</exception>
    public IAsyncEnumerable<ErlTerm> ReadPushesAsync(CancellationToken cancellationToken = default)
        => _session.Pushes.ReadAllAsync(cancellationToken);

    /// <summary>Pushes that were dropped so far under <see cref="ChanConnectionOptions.PushOverflow"/>.</summary>
    public long DroppedPushes => _session.Pushes.Dropped;

    /// <summary>Asks the gateway for a sign of life. When it comes, the gateway has read everything sent before.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The time of the round trip. Several pings take turns.</returns>
    /// <exception cref="ChanTimeoutException">None within <see cref="ChanConnectionOptions.DefaultRpcTimeout"/>.</exception>
    /// <exception cref="ChanClosedException">The connection is closed.</exception>
    /// <exception cref="NotSupportedException">The classic protocol has no ping.</exception>
    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => new(_session.PingAsync(cancellationToken));
}
