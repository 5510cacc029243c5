using Chan.Client.Connecting;

namespace Chan.Client;

/// <summary>What can be learnt about a gateway without a password.</summary>
/// <param name="CertificateSha256">SHA-256 of its certificate, 32 bytes; empty on the classic protocol, which has none.</param>
public sealed record ChanGatewayProbe(ReadOnlyMemory<byte> CertificateSha256)
{
    /// <summary>
    /// Connects as far as TLS and hangs up. A gateway counts that against the sender's address as an attempt without authentication: a few per
    /// minute do no harm.
    /// </summary>
    /// <param name="endpoint">Its service name plays no part.</param>
    /// <param name="options">Trust, time-out and clock are used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChanConnectException">There is no connection; its <see cref="ChanConnectException.Reason"/> says why.</exception>
    public static Task<ChanGatewayProbe> RunAsync(ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        return Connector.WithTimeoutAsync(
            new Attempt(endpoint, options),
            static async (attempt, token) =>
            {
                Transport transport = await Dialer.DialAsync(attempt, token).ConfigureAwait(false);
                await using (transport.ConfigureAwait(false))
                {
                    return new ChanGatewayProbe(transport.CertificateSha256);
                }
            },
            cancellationToken);
    }
}
