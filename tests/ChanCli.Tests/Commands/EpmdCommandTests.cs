using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Chan.Cli.Tests.Kit;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;

namespace Chan.Cli.Tests.Commands;

public class EpmdCommandTests
{
    [Fact]
    [Trait("Scenario", "N2")]
    public async Task Names_of_a_host_are_listed()
    {
        await using EpmdServer server = EpmdServer.Start(new EpmdServerOptions { Port = 0, Addresses = [IPAddress.Loopback] });
        await using EpmdRegistration registration = await new EpmdClient(new EpmdClientOptions { Port = server.Port })
            .RegisterAsync(new EpmdNode { Name = "shop", Port = 4321 });
        string port = $"{server.Port}";

        Assert.Equal("{\"shop\",4321}\n", (await CliRun.RunAsync("epmd", "names", "127.0.0.1", "--epmd-port", port)).Output);
        Assert.Equal("[\"shop\",4321]\n", (await CliRun.RunAsync("node", "names", "shop@127.0.0.1", "-o", "json", "--epmd-port", port)).Output);
    }

    [Fact]
    public async Task A_port_mapper_that_is_not_there_is_told()
    {
        CliRun run = await CliRun.RunAsync("epmd", "names", "127.0.0.1", "--epmd-port", $"{FreePort()}");

        Assert.Equal(ExitCode.CannotConnect, run.Code);
        Assert.Contains("hint: no named node runs on 127.0.0.1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N9")]
    public async Task The_command_serves_until_it_is_interrupted_and_tells_who_comes()
    {
        int port = FreePort();
        using var interrupt = new CancellationTokenSource();
        var lines = Channel.CreateUnbounded<string>();
        CliEnvironment environment = CliRun.Environment("") with { Output = new LineWriter(lines.Writer), Error = new LineWriter(lines.Writer) };

        Task<int> serving = ChanCommand.RunAsync(["epmd", "serve", "--listen", "127.0.0.1", "--epmd-port", $"{port}"], environment, interrupt.Token);
        Assert.Equal($"epmd serves at 127.0.0.1:{port}", await FindAsync(lines.Reader, "epmd serves"));
        await using (await new EpmdClient(new EpmdClientOptions { Port = port }).RegisterAsync(new EpmdNode { Name = "shop", Port = 4321 }))
        {
            Assert.Contains("4321", await FindAsync(lines.Reader, "shop"), StringComparison.Ordinal);
            CliRun second = await CliRun.RunAsync("epmd", "serve", "--listen", "127.0.0.1", "--epmd-port", $"{port}");
            Assert.Equal(ExitCode.CannotConnect, second.Code);
            Assert.Contains("hint: if another epmd has the port", second.Error, StringComparison.Ordinal);
        }

        await interrupt.CancelAsync();
        Assert.Equal(ExitCode.Interrupted, await serving.WaitAsync(TestTimeouts.Long));
    }

    private static async Task<string> FindAsync(ChannelReader<string> lines, string word)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Long);
        await foreach (string line in lines.ReadAllAsync(deadline.Token))
        {
            if (line.Contains(word, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"No line with {word}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
