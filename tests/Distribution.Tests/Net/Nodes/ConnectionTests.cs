using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Nodes;

public sealed class ConnectionTests
{
    private static readonly ErlAtom A = MemoryCluster.Name("a");
    private static readonly ErlAtom B = MemoryCluster.Name("b");

    [Fact]
    [Trait("Scenario", "N3")]
    public async Task Two_nodes_connect_and_see_each_other()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var watcher = new Listener(b);
        b.MonitorNodes(watcher.Pid);

        ConnectResult result = await a.ConnectAsync("b@memory").WaitAsync(TestTimeouts.Long);

        Assert.True(result.IsConnected, result.ToString());
        Assert.Equal([B], a.Nodes());
        Assert.Equal("{nodeup,a@memory}", await watcher.NextTextAsync());
        Assert.Equal([A], b.Nodes());
        Assert.Equal([B, A], b.Nodes(NodeKinds.This | NodeKinds.Visible));
        Assert.Empty(b.Nodes(NodeKinds.Hidden));
    }

    [Fact]
    public async Task Messages_links_and_monitors_wait_in_order_for_the_connection_that_they_cause()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var target = new Listener(b, "target");
        var sender = new Listener(a);

        await sender.DoAsync(self =>
        {
            for (int number = 0; number < 100; number++)
            {
                self.Send(ErlTerm.Tuple(ErlTerm.Atom("target"), B), number);
            }

            self.Link(target.Pid);
            self.Monitor(target.Pid);
            self.Send(target.Pid, 100);
        });

        for (int number = 0; number <= 100; number++)
        {
            Assert.Equal(number.ToString(System.Globalization.CultureInfo.InvariantCulture), await target.NextTextAsync());
        }

        b.Exit(target.Pid, Atoms.Kill);
        string[] ends = [await sender.NextTextAsync(), await sender.NextTextAsync()];
        Assert.Single(ends, end => end.StartsWith("{'EXIT',", StringComparison.Ordinal) && end.EndsWith(",killed}", StringComparison.Ordinal));
        Assert.Single(ends, end => end.StartsWith("{'DOWN',", StringComparison.Ordinal) && end.EndsWith(",killed}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_for_a_node_that_is_not_there_is_answered_with_noconnection()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        var process = new Listener(a);
        var foreign = new ErlPid(B, 7, 0, 99);

        await process.DoAsync(self =>
        {
            self.Send(foreign, Atoms.Ok);
            self.Link(foreign);
            self.Monitor(foreign);
            self.MonitorNode(B, true);
            self.SpawnRequest(B, ErlTerm.Atom("m"), ErlTerm.Atom("f"), []);
        });

        string[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => process.NextTextAsync()))];
        Assert.Single(answers, answer => answer.StartsWith("{'EXIT',", StringComparison.Ordinal) && answer.EndsWith(",noconnection}", StringComparison.Ordinal));
        Assert.Single(answers, answer => answer.StartsWith("{'DOWN',", StringComparison.Ordinal) && answer.EndsWith(",noconnection}", StringComparison.Ordinal));
        Assert.Single(answers, answer => answer.StartsWith("{spawn_reply,", StringComparison.Ordinal) && answer.EndsWith(",error,noconnection}", StringComparison.Ordinal));
        Assert.Single(answers, "{nodedown,b@memory}");
        await process.SyncAsync();
        Assert.Empty(process.Rest());
    }

    [Fact]
    [Trait("Scenario", "N8")]
    public async Task Disconnecting_tells_everybody_once_on_both_sides_and_the_next_use_connects_again()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var left = new Listener(a);
        var right = new Listener(b, "right");
        await a.ConnectAsync("b@memory");
        await left.DoAsync(self =>
        {
            self.Link(right.Pid);
            self.Monitor(right.Pid);
            self.MonitorNode(B, true);
            self.MonitorNode(B, true);
        });
        a.MonitorNodes(left.Pid, new NodeMonitorOptions { Form = NodeMonitorForm.List, ReportReason = true });
        await left.TellAsync("mark", right);
        Assert.Equal("mark", await right.NextTextAsync());

        // Not before: the other side of a connection may come up a moment later, and would tell of it.
        b.MonitorNodes(right.Pid);

        Assert.True(await a.DisconnectAsync(B).WaitAsync(TestTimeouts.Long));

        await left.SyncAsync();
        IReadOnlyList<string> told = left.Rest();
        Assert.Equal(5, told.Count);
        Assert.Single(told, message => message.StartsWith("{'EXIT',", StringComparison.Ordinal));
        Assert.Single(told, message => message.StartsWith("{'DOWN',", StringComparison.Ordinal));
        Assert.Equal(["{nodedown,b@memory}", "{nodedown,b@memory}", "{nodedown,b@memory,[{nodedown_reason,disconnect}]}"], told.Skip(2));
        Assert.StartsWith("{'EXIT',", await right.NextTextAsync(), StringComparison.Ordinal);
        Assert.Equal("{nodedown,a@memory}", await right.NextTextAsync());
        Assert.Empty(a.Nodes());
        Assert.False(await a.DisconnectAsync(B));

        a.Send(ErlTerm.Tuple(ErlTerm.Atom("right"), B), ErlTerm.Atom("again"));
        Assert.Equal("{nodeup,a@memory}", await right.NextTextAsync());
        Assert.Equal("again", await right.NextTextAsync());
    }

    [Theory]
    [Trait("Scenario", "N8")]
    [InlineData(AutoConnect.Never)]
    [InlineData(AutoConnect.Once)]
    public async Task Only_an_explicit_connect_reaches_a_node_where_the_settings_say_so(AutoConnect mode)
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a", options => options with { AutoConnect = mode });
        Node b = await cluster.StartAsync("b");
        var left = new Listener(a);
        var right = new Listener(b, "right");
        if (mode == AutoConnect.Once)
        {
            await left.DoAsync(self => self.Send(right.Pid, ErlTerm.Atom("first")));
            Assert.Equal("first", await right.NextTextAsync());
            await a.DisconnectAsync(B);
        }

        await left.DoAsync(self =>
        {
            self.Send(right.Pid, ErlTerm.Atom("lost"));
            self.Monitor(right.Pid);
        });
        Assert.EndsWith(",noconnection}", await left.NextTextAsync(), StringComparison.Ordinal);
        await left.DoAsync(self => self.MonitorNode(B, true));
        Assert.Equal("{nodedown,b@memory}", await left.NextTextAsync());
        Assert.Empty(a.Nodes());

        Assert.True((await a.ConnectAsync("b@memory")).IsConnected);
        await left.DoAsync(self => self.Send(right.Pid, ErlTerm.Atom("later")));
        Assert.Equal("later", await right.NextTextAsync());
    }

    [Fact]
    public async Task A_message_that_must_not_connect_does_not()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var right = new Listener(b, "right");
        ErlTerm destination = ErlTerm.Tuple(ErlTerm.Atom("right"), B);

        Assert.False(a.SendIfConnected(destination, ErlTerm.Atom("lost")));
        Assert.Empty(a.Nodes());
        await a.ConnectAsync("b@memory");
        Assert.True(a.SendIfConnected(destination, ErlTerm.Atom("here")));

        Assert.Equal("here", await right.NextTextAsync());
    }

    [Fact]
    [Trait("Scenario", "N4")]
    public async Task One_hidden_side_hides_the_connection_for_both()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a", options => options with { Visibility = NodeVisibility.Hidden });
        Node b = await cluster.StartAsync("b");
        var all = new Listener(b);
        var visible = new Listener(b);
        b.MonitorNodes(all.Pid, new NodeMonitorOptions { Form = NodeMonitorForm.Map, NodeType = NodeKinds.Connected, ReportNodeType = true, ReportConnectionId = true });
        b.MonitorNodes(visible.Pid);

        await a.ConnectAsync("b@memory");

        Assert.Equal("{nodeup,a@memory,#{connection_id => 1,node_type => hidden}}", await all.NextTextAsync());
        Assert.Empty(a.Nodes());
        Assert.Empty(b.Nodes());
        Assert.Equal([B], a.Nodes(NodeKinds.Hidden));
        Assert.Equal([A], b.Nodes(NodeKinds.Connected));
        await visible.SyncAsync();
        Assert.Empty(visible.Rest());
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task Different_cookies_are_told_apart_and_logged_without_the_cookie()
    {
        await using var cluster = new MemoryCluster();
        const string Other = "a-cookie-that-nobody-else-has";
        Node a = await cluster.StartAsync("a", options => options with { Cookie = Cookie.FromString(Other) });
        Node b = await cluster.StartAsync("b");
        cluster.Log.Expect(Microsoft.Extensions.Logging.LogLevel.Warning, "differ");

        ConnectResult result = await a.ConnectAsync("b@memory").WaitAsync(TestTimeouts.Long);

        Assert.Equal(ConnectOutcome.WrongCookie, result.Outcome);
        await cluster.Log.WaitForAsync(entry => entry.EventId.Id == 1107 && entry.Message.Contains("a@memory at a@memory", StringComparison.Ordinal));
        await cluster.Log.WaitForAsync(entry => entry.EventId.Id == 1107 && entry.Message.Contains("b@memory", StringComparison.Ordinal));
        Assert.DoesNotContain(cluster.Log.Entries, entry => entry.Message.Contains(Other, StringComparison.Ordinal));

        b.SetCookie(A, Cookie.FromString(Other));
        Assert.True((await a.ConnectAsync("b@memory")).IsConnected);
    }

    [Fact]
    public async Task A_node_outside_the_list_of_allowed_ones_is_refused_by_both_sides()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a", options => options with { Allowed = ["c@memory", "other-host", "d@"] });
        Node b = await cluster.StartAsync("b");
        await cluster.StartAsync("d");
        cluster.Log.Allow(entry => entry.EventId.Id == 2106, "a refuses b");

        Assert.Equal(ConnectOutcome.NotAllowed, (await a.ConnectAsync("b@memory")).Outcome);
        Assert.Equal(ConnectOutcome.NotAllowed, (await b.ConnectAsync("a@memory")).Outcome);
        Assert.True((await a.ConnectAsync("d@memory")).IsConnected);
    }

    [Fact]
    public async Task The_list_of_allowed_nodes_begins_and_grows_while_the_node_runs()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        Node c = await cluster.StartAsync("c");
        cluster.Log.Allow(entry => entry.EventId.Id == 2106, "a refuses c");
        Assert.Empty(a.AllowedNodes);
        Assert.True((await b.ConnectAsync("a@memory")).IsConnected);
        await MemoryCluster.WaitForPeerAsync(a, b.Name);

        a.Allow("d@memory", "d@");

        Assert.Equal([b.Name], a.Nodes());
        Assert.Equal(ConnectOutcome.NotAllowed, (await c.ConnectAsync("a@memory")).Outcome);
        Assert.Equal(ConnectOutcome.NotAllowed, (await a.ConnectAsync("c@memory")).Outcome);
        a.Allow("c@memory", "d@");
        Assert.Equal(["d@memory", "d@", "c@memory"], a.AllowedNodes);
        Assert.True((await c.ConnectAsync("a@memory")).IsConnected);
    }

    [Fact]
    public async Task A_silent_link_ends_the_attempt_after_the_set_up_time_and_says_at_which_step()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        cluster.Network.Halt("a@memory", "b@memory");

        Task<ConnectResult> connecting = a.ConnectAsync("b@memory");
        await cluster.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7));
        cluster.Clock.Advance(TimeSpan.FromSeconds(7));

        ConnectResult result = await connecting.WaitAsync(TestTimeouts.Long);
        Assert.Equal(ConnectOutcome.TimedOut, result.Outcome);
        Assert.Contains("7 s", result.Text, StringComparison.Ordinal);
    }
}
