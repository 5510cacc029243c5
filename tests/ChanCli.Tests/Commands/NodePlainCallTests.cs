using Chan.Cli.Tests.Kit;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Cli.Tests.Commands;

/// <summary>Calls of nodes that start no processes for others, as those in C and Java.</summary>
public sealed class NodePlainCallTests : IAsyncDisposable
{
    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task The_call_goes_to_rex_in_the_form_that_such_nodes_know()
    {
        Node node = await _cluster.StartPlainAsync("c@h");
        var asked = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer(node, request =>
        {
            asked.SetResult(request);
            return ErlTerm.Parse("{rex, {ok, 5}}");
        });

        CliRun run = await _cluster.RunAsync("node", "rpc", "c@h", "sums", "add", "[2,3]");

        Assert.Equal((ExitCode.Ok, "{ok,5}\n", ""), (run.Code, run.Output, run.Error));
        Assert.Equal("{call,sums,add,[2,3],user}", (await asked.Task).ToString());
    }

    [Fact]
    public async Task A_refusal_is_told()
    {
        Answer(await _cluster.StartPlainAsync("c@h"), _ => ErlTerm.Parse("{rex, {badrpc, unknown_function}}"));

        CliRun run = await _cluster.RunAsync("node", "rpc", "c@h", "sums", "add", "[2,3]");

        Assert.Equal((ExitCode.RemoteError, "", "chan: sums:add/2 at c@h failed: unknown_function\n"), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task Silence_is_told_with_what_may_be_its_cause()
    {
        Node node = await _cluster.StartPlainAsync("c@h");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Spawn(
            async self =>
            {
                await self.ReceiveAsync();
                asked.SetResult();
                await self.ReceiveAsync();
            },
            new SpawnOptions { Name = Atoms.Rex });

        Task<CliRun> running = _cluster.RunAsync("node", "rpc", "c@h", "sums", "add", "[2,3]", "-t", "3s");
        // Not before: the call that the node refuses had the same limit.
        await asked.Task.WaitAsync(TestTimeouts.Long);
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(3));

        CliRun run = await running;
        Assert.Equal((ExitCode.Timeout, ""), (run.Code, run.Output));
        Assert.Contains("may be a C or Java node; the call went to its process rex", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_of_the_node_ends_the_call()
    {
        Node node = await _cluster.StartPlainAsync("c@h");
        Answer(node, request =>
        {
            _cluster.Network.Cut("me@h", "c@h");
            return request;
        });

        CliRun run = await _cluster.RunAsync("node", "rpc", "c@h", "sums", "add", "[2,3]", "--sname", "me@h");

        Assert.Equal((ExitCode.RemoteError, "chan: The connection with c@h ended before sums:add/2 answered.\n"), (run.Code, run.Error));
    }

    private static void Answer(Node node, Func<ErlTerm, ErlTerm> answer) => node.Spawn(
        async self =>
        {
            var request = (ErlTuple)await self.ReceiveAsync();
            self.Send(request[0], answer(request[1]));
        },
        new SpawnOptions { Name = Atoms.Rex });
}
