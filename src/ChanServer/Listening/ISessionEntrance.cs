using Chan.Server.Listening.Admission;
using Chan.Server.Sessions;

namespace Chan.Server.Listening;

/// <summary>How a connection of a port becomes a session: the protocol's handshake.</summary>
internal interface ISessionEntrance
{
    /// <summary>Runs the handshake. The session is made only here, and only after the client has proved what it must.</summary>
    /// <param name="transport">Plain or under TLS already; stays the caller's until a session is returned, which owns it then.</param>
    /// <param name="place">Charged for an attempt; the caller gives it back.</param>
    /// <param name="cancellationToken">The deadline of the handshake, or the stop of the gateway.</param>
    /// <returns>Null if the client was refused; the refusal has been written and the caller closes.</returns>
    Task<ClientSession?> EnterAsync(ClientTransport transport, ConnectionPlace place, CancellationToken cancellationToken);
}
