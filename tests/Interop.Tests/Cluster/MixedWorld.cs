using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Whole nodes of this program and real Erlang nodes, all visible, with a port mapper of their own.</summary>
internal sealed class MixedWorld : IAsyncDisposable
{
    public const string CookieText = "interop-cookie-of-some-length";

    private readonly EpmdProcess _epmd;
    private readonly List<Node> _nodes = [];
    private readonly List<ErlangPeer> _peers = [];

    private MixedWorld(EpmdProcess epmd)
    {
        _epmd = epmd;
        Log.Allow(LogLevel.Warning, "there is no connection to it");
        Log.Allow(LogLevel.Warning, "in order to prevent overlapping partitions");
    }

    public TestLog Log { get; } = new();

    public int EpmdPort => _epmd.Port;

    public static async Task<MixedWorld> StartAsync() => new(await EpmdProcess.StartAsync());

    public async Task<Node> StartNodeAsync(string name, TextWriter? output = null)
    {
        Node node = await Node.StartAsync(
            new NodeOptions
            {
                Name = $"{name}@localhost",
                Cookie = Cookie.FromString(CookieText),
                PortMapper = PortMapperUse.Running,
                PortMapperPort = _epmd.Port,
                Runtime = new NodeRuntimeOptions { LoggerFactory = Log },
            },
            output);
        _nodes.Add(node);
        return node;
    }

    public async Task<ErlangPeer> StartErlangAsync(string name)
    {
        ErlangPeer peer = await ErlangPeer.StartAsync(
            new ErlangPeerOptions { NodeName = $"{name}@localhost", Cookie = CookieText, EpmdPort = _epmd.Port });
        _peers.Add(peer);
        await peer.EvaluateAsync(Tools);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ErlangPeer peer in _peers)
        {
            await peer.DisposeAsync();
        }

        foreach (Node node in _nodes)
        {
            await node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Process);
        }

        await _epmd.DisposeAsync();
        Log.Dispose();
    }

    /// <summary>Until(Fun): asks again until the answer is true, up to ten seconds.</summary>
    private const string Tools = """
        Until = fun(Fun) ->
            Loop = fun Loop(0) -> {never, Fun()}; Loop(N) -> case Fun() of true -> true; _ -> timer:sleep(50), Loop(N - 1) end end,
            Loop(200)
        end, ok
        """;
}
