using Chan.Cli.Tests.Kit;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;

namespace Chan.Cli.Tests.Commands;

public sealed class NodeMapCommandTests : IAsyncDisposable
{
    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    [Trait("Scenario", "N3")]
    public async Task A_full_mesh_is_mapped_without_complaints()
    {
        Node a = await _cluster.StartAsync("a@h");
        Node b = await _cluster.StartAsync("b@h");
        await _cluster.StartAsync("long-name@h", NodeVisibility.Hidden);
        Assert.True((await a.ConnectAsync("b@h")).IsConnected);
        Assert.True((await b.ConnectAsync("long-name@h")).IsConnected);

        CliRun run = await _cluster.RunAsync("node", "map", "a@h");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Matches(
            "^node  round trip +sees  hidden\na@h   [0-9.]+ ms +b@h   -\nb@h   [0-9.]+ ms +a@h   long-name@h\n$", run.Output);
    }

    [Fact]
    public async Task A_node_that_cannot_be_asked_is_told_with_the_reason()
    {
        Node a = await _cluster.StartAsync("a@h");
        Node b = await _cluster.StartAsync("b@h");
        Assert.True((await a.ConnectAsync("b@h")).IsConnected);
        _cluster.Network.Cut("chan_test@h", "b@h");

        CliRun run = await _cluster.RunAsync("node", "map", "a@h", "--sname", "chan_test@h");

        Assert.Equal(ExitCode.RemoteError, run.Code);
        Assert.Contains("b@h   -", run.Output, StringComparison.Ordinal);
        Assert.Contains("not asked: b@h cannot be reached: The link between chan_test@h and b@h is cut.", run.Output, StringComparison.Ordinal);
        Assert.Equal([b.Name], a.Nodes());
    }

    [Fact]
    public async Task As_json_it_is_one_object_for_each_node()
    {
        await _cluster.StartAsync("a@h");

        CliRun run = await _cluster.RunAsync("node", "map", "a@h", "-o", "json");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Matches("""^\[\{"hidden":\[\],"node":"a@h","round_trip_ms":[0-9.e-]+,"visible":\[\]\}\]\n$""", run.Output);
    }
}
