using Chan.Client.Reconnecting;
using Chan.Terms;

namespace Chan.Client;

/// <summary>A connection to one service that is made again when it is lost.</summary>
/// <remarks>
/// <para>
/// Every connection is a new session: the service starts again with <see cref="ChanConnectionOptions.Argument"/> and knows nothing of the one before. Nothing is ever sent
/// twice by this class: an rpc that is open when the connection ends fails, and <see cref="ChanClosedException.MayHaveBeenExecuted"/> says that the service may have
/// acted on it; whether to ask again is the caller's to know.
/// </para>
/// <para>
/// It comes back after a loss, an unclean close by the gateway (it stops, the service crashed) and a failed attempt, with longer and longer waits. It ends when it is closed
/// from this side, when the service ends the session cleanly, and where trying again can do no good: the password is wrong several times in a row, the certificate is not the one
/// asked for, a side breaks the protocol, or the application does not read its pushes.
/// </para>
/// <para>All members may be used from any thread at once.</para>
/// </remarks>
public sealed class ReconnectingChanConnection : IAsyncDisposable
{
    private readonly Reconnector _reconnector;

    internal ReconnectingChanConnection(Reconnector reconnector) => _reconnector = reconnector;

    /// <summary>What this is a connection to.</summary>
    public ChanEndpoint Endpoint => _reconnector.Endpoint;

    /// <summary>Where it stands; may have changed by the time that the caller looks.</summary>
    public ChanConnectionState State => _reconnector.State;

    /// <summary>Completes at the end, when no further attempt is made, with the reason; it never fails.</summary>
    public Task<ChanCloseReason> Closed => _reconnector.Closed;

    /// <summary>Pushes that were dropped so far under <see cref="ChanConnectionOptions.PushOverflow"/>.</summary>
    public long DroppedPushes => _reconnector.Pushes.Dropped;

    /// <summary>Connects, and from then on comes back. The first attempt is the only one made here: what it fails with is thrown.</summary>
    /// <param name="url">As <see cref="ChanEndpoint.Parse"/> reads it.</param>
    /// <param name="options">The settings of every connection; the password must stay undisposed until the end.</param>
    /// <param name="reconnect">How to come back; the defaults if not given.</param>
    /// <param name="cancellationToken">Gives up; nothing stays open.</param>
    /// <exception cref="FormatException"><paramref name="url"/> is no such URL, or carries a password.</exception>
    /// <exception cref="ArgumentException">Settings are out of range or contradict each other; all faults are named.</exception>
    /// <exception cref="ChanException">There is no connection; as <see cref="ChanConnection.ConnectAsync(string, ChanConnectionOptions, CancellationToken)"/>.</exception>
    public static Task<ReconnectingChanConnection> ConnectAsync(
        string url, ChanConnectionOptions options, ChanReconnectOptions? reconnect = null, CancellationToken cancellationToken = default)
        => ConnectAsync(ChanEndpoint.Parse(url), options, reconnect, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, ChanConnectionOptions, ChanReconnectOptions?, CancellationToken)"/>
    /// <param name="endpoint">The service.</param>
    /// <param name="options">The settings of every connection; the password must stay undisposed until the end.</param>
    /// <param name="reconnect">How to come back; the defaults if not given.</param>
    /// <param name="cancellationToken">Gives up; nothing stays open.</param>
    public static async Task<ReconnectingChanConnection> ConnectAsync(
        ChanEndpoint endpoint, ChanConnectionOptions options, ChanReconnectOptions? reconnect = null, CancellationToken cancellationToken = default)
    {
        var reconnector = new Reconnector(endpoint, options, reconnect, ChanConnection.ConnectAsync);
        await reconnector.ConnectFirstAsync(cancellationToken).ConfigureAwait(false);
        reconnector.Start();
        return new ReconnectingChanConnection(reconnector);
    }

    /// <summary>Begins to connect and returns at once: for programs that may start before their gateway does.</summary>
    /// <inheritdoc cref="ConnectAsync(ChanEndpoint, ChanConnectionOptions, ChanReconnectOptions?, CancellationToken)" path="/param"/>
    /// <exception cref="ArgumentException">Settings are out of range.</exception>
    public static ReconnectingChanConnection Start(ChanEndpoint endpoint, ChanConnectionOptions options, ChanReconnectOptions? reconnect = null)
    {
        var reconnector = new Reconnector(endpoint, options, reconnect, ChanConnection.ConnectAsync);
        reconnector.Start();
        return new ReconnectingChanConnection(reconnector);
    }

    /// <summary>As <see cref="ChanConnection.CastAsync"/>; what happens without a connection says <see cref="ChanReconnectOptions.CastsWhileDown"/>.</summary>
    /// <param name="message">The message. One that was handed to a connection which is lost right then may be lost with it.</param>
    /// <param name="cancellationToken">Gives up while the gateway is behind; then nothing is sent.</param>
    /// <exception cref="ChanNotConnectedException">There is no connection, and the message was not kept.</exception>
    /// <exception cref="ChanClosedException">It is closed, or was lost at this moment; nothing was sent.</exception>
    public ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _reconnector.CastAsync(message, cancellationToken);
    }

    /// <summary>As <see cref="ChanConnection.RpcAsync"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">Default: <see cref="ChanConnectionOptions.DefaultRpcTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; the service may have acted already.</param>
    /// <exception cref="ChanNotConnectedException">There is no connection; nothing was sent.</exception>
    /// <exception cref="ChanClosedException">It is closed, or was lost before the answer came; <see cref="ChanClosedException.MayHaveBeenExecuted"/> says more.</exception>
    /// <exception cref="ChanRemoteException">The gateway answered with an error; the connection goes on.</exception>
    /// <exception cref="ChanTimeoutException">No answer in time.</exception>
    public async Task<ErlTerm> RpcAsync(ErlTerm request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _reconnector.Require().RpcAsync(request, timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ChanConnection.PingAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ChanNotConnectedException">There is no connection.</exception>
    public async ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
        => await _reconnector.Require().PingAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What the service sends unasked, in order and over all connections; what it sent between two of them is not among it.</summary>
    /// <param name="cancellationToken">Stops reading; unread pushes stay in the queue.</param>
    /// <returns>Ends at the end, when all is read; throws as its last step where that was unclean.</returns>
    /// <exception cref="ChanClosedException">The end was unclean.</exception>
    public IAsyncEnumerable<ErlTerm> ReadPushesAsync(CancellationToken cancellationToken = default) => _reconnector.Pushes.ReadAllAsync(cancellationToken);

    /// <summary>Waits until calls go to the service.</summary>
    /// <param name="cancellationToken">Gives up waiting; the attempts go on.</param>
    /// <exception cref="ChanClosedException">It is closed.</exception>
    public Task WaitUntilConnectedAsync(CancellationToken cancellationToken = default) => _reconnector.WaitUntilConnectedAsync(cancellationToken);

    /// <summary>Ends the session that there is, and makes no further attempt.</summary>
    public Task CloseAsync() => _reconnector.DisposeAsync().AsTask();

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => _reconnector.DisposeAsync();
}
