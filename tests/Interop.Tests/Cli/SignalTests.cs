using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cli;

public sealed class SignalTests
{
    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task A_signal_ends_the_command_in_order(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill(1), to a program started by env(1) of the GNU tools.");

        // A shell lets what it starts in the background ignore SIGINT, and the tests may run there.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "--default-signal", "dotnet", Path.Combine(AppContext.BaseDirectory, "Chan.Cli.dll"), "epmd", "serve", "--listen", "127.0.0.1", "--epmd-port", $"{FreePort()}" })
        {
            start.ArgumentList.Add(argument);
        }

        using Process serving = Process.Start(start)!;
        try
        {
            Assert.StartsWith("epmd serves at", await serving.StandardOutput.ReadLineAsync().WaitAsync(TestTimeouts.Process), StringComparison.Ordinal);
            using (Process kill = Process.Start("kill", [signal, $"{serving.Id}"]))
            {
                await kill.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
            }

            await serving.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
            Assert.Equal(130, serving.ExitCode);
            Assert.Contains("does not serve as epmd", await serving.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            if (!serving.HasExited)
            {
                serving.Kill(entireProcessTree: true);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
