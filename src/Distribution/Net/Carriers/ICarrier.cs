using System.Net;
using System.Net.Sockets;

namespace Chan.Distribution.Net.Carriers;

/// <summary>What runs over a TCP connection before the distribution handshake: nothing, or TLS.</summary>
internal interface ICarrier
{
    /// <summary>Opens the carrier on a socket that was accepted. The result takes over the socket.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="remote">The other end, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CarrierException">It failed; the socket is closed.</exception>
    ValueTask<CarrierConnection> AcceptAsync(Socket socket, EndPoint remote, CancellationToken cancellationToken);

    /// <summary>Opens the carrier on a socket that was dialled. The result takes over the socket.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="host">Host part of the peer's node name.</param>
    /// <param name="remote">The other end, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CarrierException">It failed; the socket is closed.</exception>
    ValueTask<CarrierConnection> DialAsync(Socket socket, string host, EndPoint remote, CancellationToken cancellationToken);
}
