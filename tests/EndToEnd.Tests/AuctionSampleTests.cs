using Chan.Cli;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>The sample with services of one's own does what its README shows, with the file and the assembly of the sample.</summary>
public sealed class AuctionSampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_gateway_serves_it_as_its_readme_shows()
    {
        await using GatewayProcess gateway = GatewayProcess.Start(
            "--config", Path.Combine(RepositoryFolder(), "samples", "Auction", "chan.json"),
            "--ports:native:port", "0", "--stateFolder", _folder.File("state"), "--modules:0", Assembly());
        string server = $"chan://{await gateway.WaitForPortAsync("native")}";
        await using ChanConnection listener = await ChanConnection.ConnectAsync(server + "/auction", GatewayHost.Options());

        CliRun product = await AskAsync(server, "calculator", "{multiply, 6000000000000, 7000000000}");
        Assert.Equal((ExitCode.Ok, "42000000000000000000000\n"), (product.Code, product.Output));

        // The answer also says that the listener has joined the auction.
        Assert.Equal(ErlTerm.Parse("{too_low,{highest,100}}"), await listener.RpcAsync(ErlTerm.Parse("{bid, 50}"), TestTimeouts.Long));
        Assert.Equal("ok\n", (await AskAsync(server, "auction", "{bid, 150}", "--arg", "\"ann\"")).Output);
        await using IAsyncEnumerator<ErlTerm> pushes = listener.ReadPushesAsync().GetAsyncEnumerator();
        Assert.True(await pushes.MoveNextAsync().AsTask().WaitAsync(TestTimeouts.Long));
        Assert.Equal(ErlTerm.Parse("{outbid,\"ann\",150}"), pushes.Current);

        CliRun refused = await AskAsync(server, "auction", "{steal, 150}");
        Assert.Equal(ExitCode.RemoteError, refused.Code);
        Assert.Contains("not accepted by this service (pattern)", refused.Error, StringComparison.Ordinal);
        Assert.Contains("try: chan connect", gateway.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<CliRun> AskAsync(string server, string service, string message, params string[] more)
        => CliRun.RunAsync(GatewayFile.Password + "\n", ["rpc", service, message, "-s", server, "--password-file", "-", .. more]);

    // bin/CONFIGURATION/net10.0 of the tests and of the sample are built with the same configuration.
    private static string Assembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(RepositoryFolder(), "samples", "Auction", "bin", output.Parent!.Name, output.Name, "Auction.dll");
    }

    private static string RepositoryFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chan.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
