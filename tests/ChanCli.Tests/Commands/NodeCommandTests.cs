using Chan.Cli.Tests.Kit;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Cli.Tests.Commands;

public sealed class NodeCommandTests : IAsyncDisposable
{
    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    [Trait("Scenario", "N2")]
    public async Task A_ping_tells_times_and_leaves_nothing_behind()
    {
        Node node = await _cluster.StartAsync("a@h");

        CliRun run = await _cluster.RunAsync("node", "ping", "a@h");

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Matches("^a@h answers at a@h, connected in [0-9.]+ ms\nround trip [0-9.]+ ms\n$", run.Output);
        await node.RunAsync(async self =>
        {
            // The end of the command's node is known here at last, and it was never seen as a visible one.
            ErlAtom[] connected = [.. node.Nodes(NodeKinds.Connected)];
            foreach (ErlAtom other in connected)
            {
                self.MonitorNode(other, on: true);
                await self.ReceiveAsync(message => message is ErlTuple and [ErlAtom("nodedown"), _]);
            }

            return true;
        }).WaitAsync(TestTimeouts.Long);
        Assert.Empty(node.Nodes(NodeKinds.Connected));
    }

    [Theory]
    [InlineData("{ok, [1,2.5,\"text\"], <<\"bin\">>}", "{ok,[1,2.5,\"text\"],<<\"bin\">>}")]
    [InlineData("#{a => 'B c'}", "#{a => 'B c'}")]
    public async Task An_rpc_prints_the_value(string term, string printed)
    {
        Node node = await _cluster.StartAsync("a@h");
        node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("same"), 1, (_, arguments) => ValueTask.FromResult(arguments[0]));

        CliRun run = await _cluster.RunAsync("node", "rpc", "a@h", "m", "same", $"[{term}]");

        Assert.Equal((ExitCode.Ok, printed + "\n", ""), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task An_rpc_without_arguments_prints_json_if_asked()
    {
        await _cluster.StartAsync("a@h");

        CliRun run = await _cluster.RunAsync("node", "rpc", "a@h", "erlang", "node", "-o", "json");

        Assert.Equal((ExitCode.Ok, "\"a@h\"\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task What_a_called_function_prints_goes_to_standard_error()
    {
        Node node = await _cluster.StartAsync("a@h");
        node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("greet"), 0, async (self, _) =>
        {
            ErlReference reply = self.MakeReference();
            self.Send(self.GroupLeader, ErlTerm.Parse("{io_request, pid, ref, {put_chars, unicode, <<\"hello\\n\">>}}") is ErlTuple request
                ? ErlTerm.Tuple(request[0], self.Self, reply, request[3])
                : throw new InvalidOperationException());
            await self.ReceiveAsync(message => message is ErlTuple and [ErlAtom("io_reply"), ErlReference to, _] && to.Equals(reply));
            return Atoms.Ok;
        });

        CliRun run = await _cluster.RunAsync("node", "rpc", "a@h", "m", "greet");

        Assert.Equal((ExitCode.Ok, "ok\n", "hello\n"), (run.Code, run.Output, run.Error));
    }

    [Fact]
    [Trait("Scenario", "R5")]
    public async Task A_function_that_is_not_exported_is_named()
    {
        await _cluster.StartAsync("a@h");

        CliRun run = await _cluster.RunAsync("node", "rpc", "a@h", "os", "cmd", "[\"ls\"]");

        Assert.Equal((ExitCode.RemoteError, ""), (run.Code, run.Output));
        Assert.StartsWith("chan: a@h has no function os:cmd/1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_function_raises_is_told()
    {
        Node node = await _cluster.StartAsync("a@h");
        Add(node, "throw", () => TermException.Throw(ErlTerm.Atom("ball")));
        Add(node, "exit", () => TermException.Exit(ErlTerm.Atom("gone")));
        Add(node, "error", () => TermException.Error(ErlTerm.Parse("{badmatch, 1}")));

        Assert.Equal("chan: m:throw/0 at a@h threw ball\n", (await _cluster.RunAsync("node", "rpc", "a@h", "m", "throw")).Error);
        Assert.Equal("chan: m:exit/0 at a@h exited: gone\n", (await _cluster.RunAsync("node", "rpc", "a@h", "m", "exit")).Error);
        CliRun error = await _cluster.RunAsync("node", "rpc", "a@h", "m", "error");
        Assert.Equal(ExitCode.RemoteError, error.Code);
        Assert.StartsWith("chan: m:error/0 at a@h failed: {badmatch,1}\n  in m:error/0", error.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_does_not_answer_is_a_time_out()
    {
        Node node = await _cluster.StartAsync("a@h");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("never"), 0, (self, _) =>
        {
            asked.SetResult();
            return self.ReceiveAsync();
        });
        Task<CliRun> running = _cluster.RunAsync("node", "rpc", "a@h", "m", "never", "-t", "2s");
        await asked.Task.WaitAsync(TestTimeouts.Long);

        // The time for connecting is over: a call leaves only when that has succeeded.
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        CliRun run = await running;

        Assert.Equal(ExitCode.Timeout, run.Code);
        Assert.StartsWith("chan: No answer of m:never/0 at a@h in time", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_sent_to_a_registered_process()
    {
        Node node = await _cluster.StartAsync("a@h");
        var received = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Spawn(async self => received.SetResult(await self.ReceiveAsync()), new SpawnOptions { Name = ErlTerm.Atom("box") });

        CliRun run = await _cluster.RunAsync("node", "send", "a@h", "box", "{store, joe, \"writing a book\"}.");

        Assert.Equal((ExitCode.Ok, "", ""), (run.Code, run.Output, run.Error));
        Assert.Equal("{store,joe,\"writing a book\"}", (await received.Task.WaitAsync(TestTimeouts.Long)).ToString());
    }

    [Fact]
    public async Task A_message_for_nobody_is_not_sent_silently()
    {
        await _cluster.StartAsync("a@h");

        CliRun run = await _cluster.RunAsync("node", "send", "a@h", "box", "hello");

        Assert.Equal(ExitCode.RemoteError, run.Code);
        Assert.StartsWith("chan: No process is registered as box at a@h; nothing was sent.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N3")]
    public async Task The_nodes_of_a_node_are_listed_by_kind()
    {
        Node a = await _cluster.StartAsync("a@h");
        await _cluster.StartAsync("b@h");
        await _cluster.StartAsync("c@h", NodeVisibility.Hidden);
        Assert.True((await a.ConnectAsync("b@h")).IsConnected);
        Assert.True((await a.ConnectAsync("c@h")).IsConnected);

        Assert.Equal("[b@h]\n", (await _cluster.RunAsync("node", "nodes", "a@h")).Output);
        Assert.Equal("[a@h]\n", (await _cluster.RunAsync("node", "nodes", "a@h", "-k", "this")).Output);
        Assert.Matches("^\\[\"chan_[0-9a-f]{8}@[^\"]+\",\"c@h\"\\]\n|\\[\"c@h\",\"chan_[0-9a-f]{8}@[^\"]+\"\\]\n$", (await _cluster.RunAsync("node", "nodes", "a@h", "-k", "hidden", "-o", "json")).Output);
    }

    private static void Add(Node node, string function, Func<TermException> failure)
        => node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom(function), 0, (_, _) => throw failure());
}
