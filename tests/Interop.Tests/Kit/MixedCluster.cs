using System.Globalization;
using Chan.Distribution.Cluster;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Kit;

/// <summary>Nodes of this program and real Erlang nodes that find each other through a real port mapper of their own.</summary>
internal sealed class MixedCluster : IAsyncDisposable
{
    public const string CookieText = "interop-cookie-of-some-length";

    /// <summary>Gives up, and says the last answer, a little before the test does.</summary>
    private const string Until = """
        Until = fun(Fun) ->
            Loop = fun Loop(0) -> {never, Fun()}; Loop(N) -> case Fun() of true -> true; _ -> timer:sleep(50), Loop(N - 1) end end,
            Loop(1000)
        end, ok
        """;

    private const string Same = """
        Same = fun(Call) ->
            Catch = fun(Node) -> try {value, Call(Node)} catch Class:Reason -> {Class, Reason} end end,
            {Ours, Theirs} = {Catch('net@localhost'), Catch('other@localhost')},
            case Ours =:= Theirs of true -> same; false -> {Ours, Theirs} end
        end, ok
        """;

    /// <summary>As long as that of the own nodes: a busy machine may take its time.</summary>
    private static readonly string SetupSeconds = TestTimeouts.Process.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private readonly EpmdProcess _epmd;
    private readonly List<Node> _nodes = [];
    private readonly List<ErlangPeer> _peers = [];

    private MixedCluster(EpmdProcess epmd) => _epmd = epmd;

    public TestLog Log { get; } = new();

    public int EpmdPort => _epmd.Port;

    public static async Task<MixedCluster> StartAsync() => new(await EpmdProcess.StartAsync());

    public NodeOptions Options(string name) => new()
    {
        Name = $"{name}@localhost",
        Cookie = Cookie.FromString(CookieText),
        PortMapper = PortMapperUse.Running,
        PortMapperPort = _epmd.Port,
        SetupTimeout = TestTimeouts.Process,
        Runtime = new NodeRuntimeOptions { LoggerFactory = Log },
    };

    /// <summary>Starts a node of this program with just enough of a net_kernel that pings are answered.</summary>
    public async Task<Node> StartNodeAsync(string name, Func<NodeOptions, NodeOptions>? vary = null)
    {
        NodeOptions options = vary?.Invoke(Options(name)) ?? Options(name);
        var node = new Node(options.Runtime);
        _nodes.Add(node);
        node.Spawn(AnswerPingsAsync, new SpawnOptions { Name = Atoms.NetKernel });
        await node.StartDistributionAsync(options);
        return node;
    }

    /// <summary>Starts a node of this program with everything that a full member has.</summary>
    public async Task<Node> StartMemberAsync(string name, Func<NodeOptions, NodeOptions>? vary = null, TextWriter? output = null)
    {
        Log.Allow(entry => entry.EventId.Id is 2322 or 2323, "what members say of each other when the test ends them one by one");
        NodeOptions options = vary?.Invoke(Options(name)) ?? Options(name);
        Node node = await Node.StartAsync(options, output);
        _nodes.Add(node);
        return node;
    }

    /// <summary>
    /// Starts a real node, which knows <c>Until(Fun)</c>: asks again and again until the answer is true; and <c>Same(Fun)</c>: whether a function of a
    /// node comes to the same on net, a node of ours, and on other, a real one.
    /// </summary>
    public async Task<ErlangPeer> StartErlangAsync(string name, params string[] arguments)
    {
        ErlangPeer peer = await ErlangPeer.StartAsync(
            new ErlangPeerOptions { NodeName = $"{name}@localhost", Cookie = CookieText, EpmdPort = _epmd.Port, Arguments = ["-kernel", "net_setuptime", SetupSeconds, .. arguments] });
        _peers.Add(peer);
        await peer.EvaluateAsync(Until);
        await peer.EvaluateAsync(Same);
        return peer;
    }

    /// <summary>Starts a real node that has Elixir's modules. Skips the test where Elixir is missing.</summary>
    public Task<ErlangPeer> StartElixirAsync(string name)
    {
        string elixir = ErlangInstallation.Require("elixir");
        string program = new FileInfo(elixir).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? elixir;
        return StartErlangAsync(name, "-pa", Path.Combine(Path.GetDirectoryName(program)!, "../lib/elixir/ebin"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Node node in _nodes)
        {
            await node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        }

        foreach (ErlangPeer peer in _peers)
        {
            await peer.DisposeAsync();
        }

        await _epmd.DisposeAsync();
        Log.Dispose();
    }

    private static async Task AnswerPingsAsync(ProcessContext self)
    {
        while (true)
        {
            if (await self.ReceiveAsync() is ErlTuple and [_, ErlTuple and [ErlPid caller, var tag], ErlTuple and [ErlAtom("is_auth"), _]])
            {
                self.Send(caller, ErlTerm.Tuple(tag, ErlTerm.Atom("yes")));
            }
        }
    }
}
