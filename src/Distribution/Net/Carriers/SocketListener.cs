using System.Net;
using System.Net.Sockets;

namespace Chan.Distribution.Net.Carriers;

/// <summary>A listening TCP socket whose connections open with a carrier.</summary>
internal sealed class SocketListener : INodeListener
{
    // OTP's own backlog (specification 8.3).
    private const int Backlog = 128;

    private readonly Socket _socket;
    private readonly ICarrier _carrier;

    private SocketListener(Socket socket, ICarrier carrier)
    {
        _socket = socket;
        _carrier = carrier;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The address and the port it really has.</summary>
    public IPEndPoint EndPoint { get; }

    public string Address => EndPoint.ToString();

    /// <summary>Binds and listens.</summary>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static SocketListener Open(IPEndPoint endPoint, ICarrier carrier)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new SocketListener(socket, carrier);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<IncomingConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            Socket socket = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
            return new Incoming(socket, _carrier);
        }
        catch (SocketException fault)
        {
            throw new IOException($"Accepting on {Address} failed: {fault.Message}", fault);
        }
    }

    /// <summary>Stops listening; who waits for a connection gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Close() => _socket.Dispose();

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private sealed class Incoming : IncomingConnection
    {
        private readonly Socket _socket;
        private readonly ICarrier _carrier;
        private readonly IPEndPoint _remote;
        private bool _opened;

        public Incoming(Socket socket, ICarrier carrier)
        {
            _socket = socket;
            _carrier = carrier;
            _remote = RemoteOf(socket);
        }

        public override string Remote => _remote.ToString();

        public override IPAddress Source => _remote.Address;

        public override ValueTask<CarrierConnection> OpenAsync(CancellationToken cancellationToken)
        {
            _opened = true;
            _socket.NoDelay = true;
            return _carrier.AcceptAsync(_socket, _remote, cancellationToken);
        }

        public override ValueTask DisposeAsync()
        {
            if (!_opened)
            {
                _socket.Dispose();
            }

            return ValueTask.CompletedTask;
        }

        private static IPEndPoint RemoteOf(Socket socket)
        {
            try
            {
                var remote = (IPEndPoint)socket.RemoteEndPoint!;
                return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
            }
            catch (SocketException)
            {
                // Gone again already; the first read will say so.
                return new IPEndPoint(IPAddress.None, 0);
            }
        }
    }
}
