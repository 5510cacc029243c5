using Chan.Client.Connecting;
using Chan.Client.Sessions;

namespace Chan.Client;

/// <summary>A session with one service of a gateway: connect, cast, rpc, pushes.</summary>
/// <remarks>
/// <para>All members may be used from any thread at once. Many rpcs may be open on one connection; a service may answer them in any order.</para>
/// <para>
/// When the connection ends, for whatever reason, open calls fail with <see cref="ChanClosedException"/> (or <see cref="ChanProtocolException"/>
/// where the gateway broke the protocol), and so does every later one. A connection is never reopened: connect again, or use a
/// <see cref="ReconnectingChanConnection"/>.
/// </para>
/// <para>
/// The classic protocol (<see cref="ChanScheme.Classic"/>) has no ids: its rpcs take turns, a term that comes while an rpc is open is taken
/// for its answer, and an rpc that is given up closes the connection, because a late answer could be taken for the next one's.
/// </para>
/// <para>Protocol: native-protocol, sections 3, 6 and 7.</para>
/// </remarks>
public sealed partial class ChanConnection : IAsyncDisposable
{
    private readonly ClientSession _session;

    internal ChanConnection(ClientSession session) => _session = session;

    /// <summary>What this is a connection to.</summary>
    public ChanEndpoint Endpoint => _session.Endpoint;

    /// <summary>16 bytes that both sides computed and that no other session has; empty on the classic protocol. Not a secret.</summary>
    public ReadOnlyMemory<byte> SessionId => _session.SessionId;

    /// <summary>Completes when the connection ends, with the reason; it never fails.</summary>
    public Task<ChanCloseReason> Closed => _session.Closed;

    /// <summary>Connects, proves the password to the gateway and has it prove the same, and starts the service.</summary>
    /// <param name="url">As <see cref="ChanEndpoint.Parse"/> reads it.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Gives up; nothing stays open.</param>
    /// <exception cref="FormatException"><paramref name="url"/> is no such URL, or carries a password.</exception>
    /// <exception cref="ArgumentException">Settings are out of range or contradict each other; all faults are named.</exception>
    /// <exception cref="ChanConnectException">There is no connection; its <see cref="ChanConnectException.Reason"/> says why.</exception>
    /// <exception cref="ChanProtocolException">What answers is not a gateway, or a faulty one.</exception>
    public static Task<ChanConnection> ConnectAsync(string url, ChanConnectionOptions options, CancellationToken cancellationToken = default)
        => ConnectAsync(ChanEndpoint.Parse(url), options, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, ChanConnectionOptions, CancellationToken)"/>
    /// <param name="endpoint">The service.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Gives up; nothing stays open.</param>
    public static async Task<ChanConnection> ConnectAsync(
        ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        return new ChanConnection(await Connector.ConnectAsync(endpoint, options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Ends the session: what was sent is delivered, the gateway is told, open rpcs fail. Again: waits for the same end.</summary>
    /// <returns>Completes when the connection is down, after a second at most.</returns>
    public Task CloseAsync() => _session.CloseAsync(Terms.Atoms.Normal);

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
