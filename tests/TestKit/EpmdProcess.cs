using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Chan.TestKit;

/// <summary>A port mapper (epmd) of the test's own, on a free port of the loopback address.</summary>
public sealed class EpmdProcess : IAsyncDisposable
{
    private readonly Process _process;

    private EpmdProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>TCP port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts one and waits until it accepts connections. Skips the test where Erlang is missing.</summary>
    public static async Task<EpmdProcess> StartAsync(CancellationToken cancellationToken = default)
    {
        string epmd = ErlangInstallation.Require("epmd");
        for (int attempt = 0; ; attempt++)
        {
            int port = FreePort();
            var start = new ProcessStartInfo(epmd) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-port");
            start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
            start.ArgumentList.Add("-address");
            start.ArgumentList.Add("127.0.0.1");
            Process process = Process.Start(start) ?? throw new ErlangException("epmd could not be started.");
            var mapper = new EpmdProcess(process, port);
            if (await mapper.AcceptsAsync(cancellationToken))
            {
                return mapper;
            }

            // Another program took the port between the choice and the start.
            await mapper.DisposeAsync();
            if (attempt == 4)
            {
                throw new ErlangException("epmd did not start on any of five free ports.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!_process.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await pause.WaitForNextTickAsync(cancellationToken);
            }
        }

        return false;
    }
}
