using System.Net.Sockets;

namespace Chan.Server.Listening;

/// <summary>Takes the next connection from a listening socket.</summary>
/// <param name="listener">The port's.</param>
/// <param name="cancellationToken">Ends the wait; the port stops.</param>
/// <exception cref="SocketException">None can be taken, for now or for ever; the code says which.</exception>
internal delegate ValueTask<Socket> AcceptSocket(Socket listener, CancellationToken cancellationToken);
