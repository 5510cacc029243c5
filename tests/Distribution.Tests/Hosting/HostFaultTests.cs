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
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chan.Distribution.Tests.Hosting;

/// <summary>What can go wrong with a node in a host, at the start, while it runs, at the end.</summary>
[Trait("Scenario", "O8")]
public sealed class HostFaultTests : HostTest
{
    private const int Left = 2653;
    private const int Done = 2654;

    [Fact]
    public async Task A_stop_while_a_child_starts_ends_the_start_and_leaves_no_process()
    {
        AllowReports();
        Services.AddNode().AddGenServer<Recorded>(Named("a")).AddGenServer<NeverStarts>();
        using var stop = new CancellationTokenSource();
        Task start = TheHost.StartAsync(stop.Token);
        await Diary.WaitForAsync("never starts", 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TestTimeouts.Long));
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task Code_that_hears_of_nothing_does_not_keep_the_host_from_its_end()
    {
        AllowReports();
        Log.Expect(Left);
        var gate = new TaskCompletionSource();
        Diary.Gate = gate.Task;
        Services.AddNode().AddGenServer<Recorded>(Named("a"));
        using var stop = new CancellationTokenSource();
        Task start = TheHost.StartAsync(stop.Token);
        await Diary.WaitForAsync("+a", 1);
        await stop.CancelAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Assert.False(start.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TestTimeouts.Long));
        await Node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        gate.SetResult();
    }

    [Fact]
    public async Task The_time_of_the_host_holds_also_for_code_that_hears_of_nothing()
    {
        Log.Expect(Killed);
        Log.Expect(Left);
        var gate = new TaskCompletionSource();
        Services.AddSingleton(gate);
        Services.AddNode().AddGenServer<Stubborn>(adapt: spec => spec with { Shutdown = Shutdown.Infinity });
        await StartAsync();
        using var given = new CancellationTokenSource();
        Task stopped = TheHost.StopAsync(given.Token);
        await Diary.WaitForAsync("stubborn", 1);
        await given.CancelAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Clock.Advance(TimeSpan.FromSeconds(5));

        await Record.ExceptionAsync(() => stopped.WaitAsync(TestTimeouts.Long));
        Assert.True(stopped.IsCompleted);
        Assert.Equal(0, Node.ProcessCount);
        gate.SetResult();
    }

    [Fact]
    public async Task A_tree_that_gives_up_ends_the_run_of_the_host_with_an_error()
    {
        AllowReports();
        Log.Expect(TopEnded);
        Services.AddNode(options => options.Supervision = new SupervisorFlags { Intensity = 0 }).AddGenServer<Recorded>(Named("a"));
        await StartAsync();
        Task run = TheHost.WaitForShutdownAsync();
        await EndAsync("a", "boom");

        NodeEndedException ended = await Assert.ThrowsAsync<NodeEndedException>(() => run.WaitAsync(TestTimeouts.Long));
        Assert.Equal("The top supervisor of node nonode@nohost ended: too many restarts.", ended.Message);
        Assert.Equal(["+a", "-a"], Diary.Lines);
    }

    [Fact]
    public async Task A_top_supervisor_that_is_killed_ends_the_run_of_the_host_with_an_error()
    {
        AllowReports();
        Log.Expect(TopEnded);
        Services.AddNode(options => options.SupervisorName = ErlTerm.Atom("top")).AddGenServer<Recorded>(Named("a"));
        await StartAsync();
        Task run = TheHost.WaitForShutdownAsync();
        ErlPid top = PidOf("top");
        await Node.RunAsync(self =>
        {
            self.Exit(top, Atoms.Kill);
            return Task.FromResult(true);
        });

        NodeEndedException ended = await Assert.ThrowsAsync<NodeEndedException>(() => run.WaitAsync(TestTimeouts.Long));
        Assert.Equal("The top supervisor of node nonode@nohost ended: killed.", ended.Message);
    }

    [Fact]
    public async Task A_tree_whose_work_is_done_ends_the_host_without_an_error()
    {
        Services.AddNode(options => options.Supervision = new SupervisorFlags { AutoShutdown = AutoShutdown.AnySignificant })
            .AddGenServer<Recorded>(Named("a"))
            .AddGenServer<Recorded>(Named("b"), spec => spec with { Restart = RestartKind.Transient, IsSignificant = true });
        await StartAsync();
        Task run = TheHost.WaitForShutdownAsync();
        await EndAsync("b", "normal");
        await run.WaitAsync(TestTimeouts.Long);

        Assert.Equal(["+a", "+b", "-b", "-a"], Diary.Lines);
        Assert.Single(Log.Entries, entry => entry.EventId.Id == Done);
    }

    [Fact]
    public async Task A_name_that_another_node_has_fails_the_start_and_says_so()
    {
        AllowReports();
        var network = new MemoryNetwork(Clock);
        await using Node first = await Chan.Distribution.Processes.Node.StartAsync(Alive("here", network) with { Runtime = new() { TimeProvider = Clock, LoggerFactory = Log } });
        Services.AddNode(options => options.Cluster = Alive("here", network)).AddGenServer<Recorded>(Named("a"));

        Assert.Contains("taken", (await Assert.ThrowsAsync<IOException>(StartAsync)).Message, StringComparison.Ordinal);
        Assert.Empty(Diary.Lines);
        Assert.Equal(0, Node.ProcessCount);
        Assert.True(first.IsAliveNode);
    }

    [Fact]
    public async Task Two_names_for_the_one_node_of_a_host_are_refused()
    {
        AllowReports();
        var network = new MemoryNetwork(Clock);
        Services.AddNode(options => options.Cluster = Alive("here", network)).AddGenServer<Recorded>(Named("a"));
        Services.AddNode(options => options.Cluster = Alive("there", network)).AddGenServer<Recorded>(Named("b"));

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);
        Assert.Equal("A host has one node, and this one is to be here@localhost and there@localhost. A program with two nodes has two hosts.", failure.Message);
    }

    [Fact]
    public async Task Two_hosts_of_one_program_have_a_node_each()
    {
        var network = new MemoryNetwork(Clock);
        Services.AddNode(options => options.Cluster = Alive("here", network)).AddGenServer<Recorded>(Named("a"));
        HostApplicationBuilder other = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        other.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Diary);
        other.Services.AddNode(options => options.Cluster = Alive("there", network)).AddGenServer<Recorded>(Named("a"));
        using IHost second = other.Build();
        await StartAsync();
        await second.StartAsync().WaitAsync(TestTimeouts.Long);

        Assert.Equal(Term("hello"), await Node.CallAsync(Term("{a, there@localhost}"), Term("hello")).WaitAsync(TestTimeouts.Long));
        await StopAsync();
        Assert.True(second.Services.GetRequiredService<Node>().IsAliveNode);
        await second.StopAsync().WaitAsync(TestTimeouts.Long);
    }

    private static NodeOptions Alive(string name, MemoryNetwork network) => new()
    {
        Name = name + "@localhost",
        Cookie = Cookie.FromString("a-cookie-of-the-tests-of-hosting"),
        Network = network,
    };

    private sealed class NeverStarts(Diary diary) : GenServer
    {
        protected internal override async ValueTask<InitResult> InitAsync()
        {
            diary.Write("never starts");
            await Process.ReceiveAsync(static _ => false);
            return InitResult.Ok;
        }
    }

    private sealed class Stubborn(Diary diary, TaskCompletionSource gate) : GenServer
    {
        protected internal override ValueTask<InitResult> InitAsync()
        {
            Process.TrapExit = true;
            return InitResult.Ok;
        }

        protected internal override async ValueTask TerminateAsync(ErlTerm reason)
        {
            diary.Write("stubborn");
            await gate.Task;
        }
    }
}
