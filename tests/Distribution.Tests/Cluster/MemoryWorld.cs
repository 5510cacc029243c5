using System.Diagnostics;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster;

/// <summary>Whole nodes in one network in memory, driven by one clock.</summary>
internal sealed class MemoryWorld : IAsyncDisposable
{
    private readonly List<Node> _nodes = [];

    public MemoryWorld()
    {
        Network = new MemoryNetwork(Clock);
        Log.Allow(LogLevel.Warning, "in order to prevent overlapping partitions");

        // A node that is told of another one dials it; the test may stop that one, cut it off or let the time for it pass.
        Log.Allow(LogLevel.Warning, "there is no connection to it");
    }

    public TestClock Clock { get; } = new();

    public TestLog Log { get; } = new();

    public MemoryNetwork Network { get; }

    public static ErlAtom Name(string name) => ErlTerm.Atom($"{name}@memory");

    public NodeOptions Options(string name) => new()
    {
        Name = $"{name}@memory",
        Cookie = Cookie.FromString("one-cookie-for-all-of-the-nodes"),
        Network = Network,
        NetTickTime = TimeSpan.FromHours(1),
        SetupTimeout = TimeSpan.FromSeconds(120),
        Runtime = new NodeRuntimeOptions { TimeProvider = Clock, LoggerFactory = Log },
    };

    public async Task<Node> StartAsync(string name, TextWriter? output = null, Func<NodeOptions, NodeOptions>? vary = null)
    {
        NodeOptions options = Options(name);
        Node node = await Node.StartAsync(vary?.Invoke(options) ?? options, output).WaitAsync(TestTimeouts.Long);
        _nodes.Add(node);
        return node;
    }

    public static async Task ConnectAsync(Node node, string other)
    {
        ConnectResult result = await node.ConnectAsync($"{other}@memory").WaitAsync(TestTimeouts.Long);
        Assert.True(result.IsConnected, result.ToString());
    }

    /// <summary>Runs a body as a process of a node, to its end.</summary>
    public static Task RunAsync(Node node, Func<ProcessContext, Task> body) => node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Long);

    /// <summary>Lets time pass until something is so: ten times as fast as outside, and no faster than the pool gets through its work.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        long advanced = start;
        int turns = 0;
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TestTimeouts.Long, "It did not become so.");
            if (++turns > 20 && Stopwatch.GetElapsedTime(advanced) > TimeSpan.FromMilliseconds(2))
            {
                turns = 0;
                Clock.Advance(TimeSpan.FromMilliseconds(20));
                advanced = Stopwatch.GetTimestamp();
            }

            await Task.Yield();
        }
    }

    /// <summary>Lets time pass until something is done.</summary>
    public async Task<T> UntilAsync<T>(Task<T> task)
    {
        await UntilAsync(() => task.IsCompleted);
        return await task;
    }

    /// <summary>Lets time pass until something is done.</summary>
    public async Task UntilAsync(Task task)
    {
        await UntilAsync(() => task.IsCompleted);
        await task;
    }

    /// <summary>The process of a global name, as a node knows it.</summary>
    public static async Task<ErlTerm> WhereIsAsync(Node node, string name)
        => await node.RunAsync(async self
            => await node.Modules.ApplyAsync(self, Atoms.Global, ErlTerm.Atom("whereis_name"), [ErlTerm.Parse(name)])).WaitAsync(TestTimeouts.Long);

    /// <summary>The answer of a node's name server.</summary>
    public static Task<ErlTerm> AskAsync(Node node, ErlTerm request)
        => node.RunAsync(self => self.CallAsync(ErlTerm.Atom("global_name_server"), request, Timeout.InfiniteTimeSpan).AsTask()).WaitAsync(TestTimeouts.Long);

    public async ValueTask DisposeAsync()
    {
        foreach (Node node in _nodes)
        {
            await node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        }

        Log.Dispose();
    }
}
