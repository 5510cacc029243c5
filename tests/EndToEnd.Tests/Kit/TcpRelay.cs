using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>A stretch of network between clients and a gateway that a test can break.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentBag<Task> _passing = [];
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    /// <param name="target">Where the bytes go.</param>
    public TcpRelay(IPEndPoint target)
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync(target);
    }

    /// <summary>Where clients connect to.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Breaks all connections with a reset on both sides: no goodbye of TLS, no end of stream.</summary>
    public void Cut()
    {
        while (_sockets.TryTake(out Socket? socket))
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
        await Task.WhenAll(_passing);
        _listener.Dispose();
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task AcceptAsync(IPEndPoint target)
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync();
                var gateway = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                _sockets.Add(client);
                _sockets.Add(gateway);
                await gateway.ConnectAsync(target);
                _passing.Add(PassAsync(client, gateway));
                _passing.Add(PassAsync(gateway, client));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }
}
