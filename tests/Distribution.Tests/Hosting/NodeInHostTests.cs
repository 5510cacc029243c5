using Chan.Distribution.Cluster;
using Chan.Distribution.Hosting;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Hosting;

namespace Chan.Distribution.Tests.Hosting;

[Trait("Scenario", "O8")]
public sealed class NodeInHostTests : HostTest
{
    [Fact]
    public async Task Children_start_in_order_with_the_host_and_end_in_reverse()
    {
        Services.AddNode()
            .AddGenServer<Recorded>(Named("a"))
            .AddSupervisor(ErlTerm.Atom("tree"), tree => tree.AddGenServer<Recorded>(Named("b")).AddGenServer<Recorded>(Named("c")))
            .AddGenServer<Recorded>(Named("d"));
        await StartAsync();
        Assert.NotNull(Node.WhereIs(ErlTerm.Atom("tree")));
        await StopAsync();

        Assert.Equal(["+a", "+b", "+c", "+d", "-d", "-c", "-b", "-a"], Diary.Lines);
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task A_second_stop_waits_for_the_first()
    {
        Log.Expect(2612);
        Services.AddNode().AddGenServer<Deaf>(adapt: spec => spec with { Shutdown = Shutdown.After(TimeSpan.FromSeconds(3)) });
        await StartAsync();
        Task first = StopAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        Task second = StopAsync();
        Assert.False(second.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(3));
        await Task.WhenAll(first, second);
        await StopAsync();

        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task A_second_call_adds_to_the_same_node()
    {
        Services.AddNode(options => options.SupervisorName = ErlTerm.Atom("top")).AddGenServer<Recorded>(Named("a"));
        Services.AddNode().AddGenServer<Recorded>(Named("b"));
        await StartAsync();

        Assert.Equal(["+a", "+b"], Diary.Lines);
        IReadOnlyList<ChildInformation> children = await Node.RunAsync(async self => await self.WhichChildrenAsync(ErlTerm.Atom("top")));
        Assert.Equal([ErlTerm.Atom("b"), ErlTerm.Atom("a")], children.Select(child => child.Id));
    }

    [Fact]
    public async Task A_child_that_does_not_start_fails_the_start_of_the_host_and_is_named()
    {
        AllowReports();
        Diary.FailsToStart.Add("b");
        Services.AddNode()
            .AddGenServer<Recorded>(Named("a"))
            .AddSupervisor(ErlTerm.Atom("tree"), tree => tree.AddGenServer<Recorded>(Named("b")));
        NodeStartException failure = await Assert.ThrowsAsync<NodeStartException>(StartAsync);

        Assert.Equal("The child tree/b of node nonode@nohost does not start: boom", failure.Message);
        Assert.Equal(["+a", "+b", "-a"], Diary.Lines);
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task A_service_that_is_missing_is_named()
    {
        AllowReports();
        Services.AddNode().AddGenServer<Needy>();
        NodeStartException failure = await Assert.ThrowsAsync<NodeStartException>(StartAsync);

        Assert.StartsWith("The child 'Needy' of node nonode@nohost does not start: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Unable to resolve service for type 'System.Uri'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_children_with_one_id_are_refused()
    {
        AllowReports();
        Services.AddNode().AddGenServer<Recorded>().AddGenServer<Recorded>();
        NodeStartException failure = await Assert.ThrowsAsync<NodeStartException>(StartAsync);

        Assert.Equal(
            "The supervision tree of node nonode@nohost does not start: {start_spec,{duplicate_child_name,'Recorded'}}", failure.Message);
    }

    [Fact]
    public async Task A_child_gets_the_time_of_its_specification_to_end()
    {
        Log.Expect(2612);
        Services.AddNode().AddGenServer<Deaf>(adapt: spec => spec with { Shutdown = Shutdown.After(TimeSpan.FromSeconds(3)) });
        await StartAsync();
        Task stopped = StopAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        Assert.False(stopped.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(3));
        await stopped;
    }

    [Fact]
    public async Task Children_that_do_not_end_in_the_time_of_the_host_are_killed()
    {
        Log.Expect(Killed);
        Services.AddNode().AddGenServer<Deaf>(adapt: spec => spec with { Shutdown = Shutdown.Infinity });
        await StartAsync();
        using var given = new CancellationTokenSource();
        Task stopped = TheHost.StopAsync(given.Token);
        await given.CancelAsync();

        // Whether the host says that it was cancelled is its own affair.
        await Record.ExceptionAsync(() => stopped.WaitAsync(TestTimeouts.Long, CancellationToken.None));
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task The_node_joins_its_cluster_before_its_children_start_and_leaves_it_after_their_end()
    {
        var network = new MemoryNetwork(Clock);
        Services.AddNode(options => options.Cluster = Alive("here", network)).AddGenServer<Recorded>(Named("a"));
        await StartAsync();
        await using Node other = await Chan.Distribution.Processes.Node.StartAsync(Alive("there", network) with { Runtime = new() { TimeProvider = Clock, LoggerFactory = Log } });

        Assert.Equal(Term("hello"), await other.CallAsync(Term("{a, here@localhost}"), Term("hello")).WaitAsync(TestTimeouts.Long));
        await StopAsync();
        Assert.Equal(["+a", "-a"], Diary.Lines);
        Assert.False(Node.IsAliveNode);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_joined_fails_the_start_of_the_host()
    {
        AllowReports();
        Services.AddNode(options => options.Cluster = Alive("not a name", new MemoryNetwork(Clock))).AddGenServer<Recorded>(Named("a"));

        await Assert.ThrowsAsync<ArgumentException>(StartAsync);
        Assert.Empty(Diary.Lines);
    }

    private static NodeOptions Alive(string name, MemoryNetwork network) => new()
    {
        Name = name + "@localhost",
        Cookie = Cookie.FromString("a-cookie-of-the-tests-of-hosting"),
        Network = network,
    };

    private sealed class Needy(Uri address) : GenServer
    {
        protected internal override ErlTerm GetState() => ErlTerm.Utf8(address.ToString());
    }
}
