using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Chan.Benchmarks.Distribution;

/// <summary>What two processes reach with sockets and nothing above them: the limit for a ping-pong.</summary>
internal sealed class BareEcho : IRows, IAsyncDisposable
{
    /// <summary>About the size of a ping of ours with its header.</summary>
    private const int MessageSize = 64;
    private readonly Process _process;
    private readonly Socket _socket;

    private BareEcho(Process process, Socket socket)
    {
        _process = process;
        _socket = socket;
    }

    /// <summary>The role of the process that a measurement starts: sends back what comes, until the connection ends.</summary>
    public static async Task RunPeerAsync()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        using Socket socket = await listener.AcceptAsync();
        socket.NoDelay = true;
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
        {
            await socket.SendAsync(buffer.AsMemory(0, count));
        }
    }

    public static async Task<BareEcho> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BareEcho).Assembly.Location);
        }

        start.ArgumentList.Add("distribution");
        start.ArgumentList.Add("bare");
        Process process = Process.Start(start)!;
        int port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.IPv6Loopback, port);
        return new BareEcho(process, socket);
    }

    public async Task<double> RateAsync(string row, int count)
    {
        byte[] message = new byte[MessageSize];
        byte[] buffer = new byte[64 * 1024];
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await _socket.SendAsync(message);
            for (int left = MessageSize; left > 0;)
            {
                left -= await _socket.ReceiveAsync(buffer);
            }
        }

        return count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
