using System.Net;
using System.Net.Sockets;

namespace Chan.Server.Listening;

/// <summary>A port of the configuration cannot be listened on; nothing of the gateway runs.</summary>
public sealed class PortBindException : Exception
{
    internal PortBindException(string port, IPEndPoint endPoint, SocketException cause)
        : base($"Port {port} cannot listen on {endPoint}: {Describe(cause)}", cause)
    {
        Port = port;
        EndPoint = endPoint;
    }

    /// <summary>Name of the port in the configuration.</summary>
    public string Port { get; }

    /// <summary>Address and port that were asked for.</summary>
    public IPEndPoint EndPoint { get; }

    private static string Describe(SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program listens there. Stop it, or give the port another number.",
        SocketError.AddressNotAvailable => "this machine does not have that address.",
        SocketError.AccessDenied => "the system does not allow it; ports under 1024 need a right of their own (CAP_NET_BIND_SERVICE).",
        _ => cause.Message,
    };
}
