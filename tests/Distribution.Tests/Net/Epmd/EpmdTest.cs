using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Epmd;

/// <summary>A server on a free port of the loopback address, a client for it, and raw connections.</summary>
public abstract class EpmdTest : IAsyncDisposable
{
    private readonly List<EpmdServer> _servers = [];

    private protected TestClock Clock { get; } = new();

    private protected TestLog Log { get; } = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (EpmdServer server in _servers)
        {
            await server.DisposeAsync();
        }

        Log.Dispose();
    }

    private protected EpmdServer Serve(Func<EpmdServerOptions, EpmdServerOptions>? change = null)
    {
        var options = new EpmdServerOptions { Port = 0, Addresses = [IPAddress.Loopback], TimeProvider = Clock, LoggerFactory = Log };
        var server = EpmdServer.Start(change is null ? options : change(options));
        _servers.Add(server);
        return server;
    }

    private protected EpmdClientOptions ClientOptions(int port) => new() { Port = port, TimeProvider = Clock, LoggerFactory = Log };

    private protected EpmdClient Client(int port) => new(ClientOptions(port));

    private protected static EpmdNode Node(string name, int port = 15001) => new() { Name = name, Port = port };

    /// <summary>Sends bytes and reads until the server closes.</summary>
    private protected static async Task<string> AskAsync(EpmdServer server, string hex)
    {
        using Socket socket = await ConnectAsync(server);
        await socket.SendAsync(Convert.FromHexString(hex), Cancellation);
        return await ReadToEndAsync(socket);
    }

    private protected static async Task<Socket> ConnectAsync(EpmdServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, Cancellation);
        return socket;
    }

    private protected static async Task<string> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(bytes, Cancellation).AsTask().WaitAsync(TestTimeouts.Long, Cancellation);
        return Convert.ToHexStringLower(bytes);
    }

    private protected static async Task<string> ReadToEndAsync(Socket socket)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), Cancellation).AsTask().WaitAsync(TestTimeouts.Long, Cancellation) is > 0 and var count)
            {
                all.AddRange(buffer.AsSpan(0, count));
            }
        }
        catch (SocketException)
        {
            // Closed with unread bytes: a reset. What came before it counts.
        }

        return Convert.ToHexStringLower([.. all]);
    }

    /// <summary>Reads until a name has gone, which the server learns a moment after the connection ended.</summary>
    private protected async Task GoneAsync(EpmdServer server, string name)
    {
        await Log.WaitForAsync(entry => entry.EventId.Id == 2193 && entry.Message.Contains(name, StringComparison.Ordinal), Cancellation);
        Assert.DoesNotContain(server.Names, entry => entry.Name == name);
    }
}
