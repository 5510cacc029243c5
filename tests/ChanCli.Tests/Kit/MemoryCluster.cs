using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.TestKit;

namespace Chan.Cli.Tests.Kit;

/// <summary>Whole nodes in a network in memory, and the command among them.</summary>
internal sealed class MemoryCluster : IAsyncDisposable
{
    internal const string CookieText = "a-cookie-of-twenty-characters-and-more";

    private readonly TempFolder _folder = new();
    private readonly List<Node> _nodes = [];

    internal MemoryCluster() => CookieFile = _folder.Write("cookie", CookieText, UnixFileMode.UserRead);

    internal MemoryNetwork Network { get; } = new();

    /// <summary>The clock of all, which stands still until the test moves it: nothing takes too long by itself.</summary>
    internal TestClock Clock { get; } = new();

    internal string CookieFile { get; }

    /// <summary>A file of this test's own.</summary>
    internal string Write(string name, string text, UnixFileMode mode = UnixFileMode.UserRead) => _folder.Write(name, text, mode);

    internal async Task<Node> StartAsync(string name, NodeVisibility visibility = NodeVisibility.Visible)
    {
        Node node = await Node.StartAsync(new NodeOptions
        {
            Name = name,
            Cookie = Cookie.FromString(CookieText),
            Network = Network,
            Visibility = visibility,
            Runtime = new NodeRuntimeOptions { TimeProvider = Clock },
        });
        _nodes.Add(node);
        return node;
    }

    /// <summary>Starts what a node in C or Java is to others: it starts no processes for them, and has what its program registers.</summary>
    internal async Task<Node> StartPlainAsync(string name)
    {
        var options = new NodeOptions
        {
            Name = name,
            Cookie = Cookie.FromString(CookieText),
            Network = Network,
            Flags = DistributionFlags.Hidden & ~DistributionFlags.Spawn,
            Visibility = NodeVisibility.Hidden,
            Runtime = new NodeRuntimeOptions { TimeProvider = Clock },
        };
        var node = new Node(options.Runtime);
        _nodes.Add(node);
        await node.StartDistributionAsync(options);
        return node;
    }

    /// <summary>Runs the command with the cookie of the cluster in its environment.</summary>
    internal Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(Environment(), arguments);

    internal CliEnvironment Environment(Func<string, string?>? getVariable = null) => CliRun.Environment("") with
    {
        NodeNetwork = Network,
        TimeProvider = Clock,
        GetVariable = getVariable ?? (name => name == "CHAN_COOKIE_FILE" ? CookieFile : null),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (Node node in _nodes)
        {
            await node.DisposeAsync();
        }

        _folder.Dispose();
    }
}
