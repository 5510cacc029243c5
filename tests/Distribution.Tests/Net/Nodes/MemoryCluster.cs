using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Nodes;

/// <summary>Nodes in one network in memory, driven by one clock.</summary>
internal sealed class MemoryCluster : IAsyncDisposable
{
    private readonly List<Node> _nodes = [];

    public TestClock Clock { get; } = new();

    public TestLog Log { get; } = new();

    public MemoryNetwork Network { get; }

    public static Cookie Cookie { get; } = Cookie.FromString("one-cookie-for-all-of-the-nodes");

    public MemoryCluster() => Network = new MemoryNetwork(Clock);

    public static ErlAtom Name(string name) => ErlTerm.Atom($"{name}@memory");

    public NodeOptions Options(string name) => new()
    {
        Name = $"{name}@memory",
        Cookie = Cookie,
        Network = Network,
        Runtime = new NodeRuntimeOptions { TimeProvider = Clock, LoggerFactory = Log },
    };

    public async Task<Node> StartAsync(string name, Func<NodeOptions, NodeOptions>? vary = null)
    {
        NodeOptions options = Options(name);
        options = vary?.Invoke(options) ?? options;
        var node = new Node(options.Runtime);
        _nodes.Add(node);
        await node.StartDistributionAsync(options);
        return node;
    }

    /// <summary>Waits until a node that was dialled knows it too: the one that dials is done a little earlier.</summary>
    public static async Task WaitForPeerAsync(Node node, ErlAtom peer)
    {
        using var tooLate = new CancellationTokenSource(TestTimeouts.Long);
        while (!node.Nodes(NodeKinds.Connected).Contains(peer))
        {
            tooLate.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Node node in _nodes)
        {
            await node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        }

        Log.Dispose();
    }
}
