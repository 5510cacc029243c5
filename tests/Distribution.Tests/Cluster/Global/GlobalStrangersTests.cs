using System.Collections.Concurrent;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.Global;

/// <summary>What peers tell a name server of nodes that it does not know.</summary>
public sealed class GlobalStrangersTests : ProcessTest, IAsyncLifetime
{
    private static readonly ErlAtom Server = ErlTerm.Atom("global_name_server");

    private readonly FakeNodes _nodes = new();
    private SystemProcesses? _system;

    public async ValueTask InitializeAsync()
        => _system = await SystemProcesses.StartAsync(Node, new SystemProcessOptions { Nodes = _nodes, LoggerFactory = Log }).WaitAsync(TestTimeouts.Long);

    public new async ValueTask DisposeAsync()
    {
        await _system!.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_message_before_the_nodeup_is_kept_of_connected_nodes_alone(bool isConnected)
    {
        ErlAtom peer = ErlTerm.Atom("x@memory");
        if (isConnected)
        {
            _nodes.Visible = [peer];
        }

        var locker = new ErlPid(peer, 1, 0, 1);
        ErlTerm information = ErlTerm.Tuple(ErlTerm.Atom("locker"), ErlTerm.Atom("no_longer_a_pid"), ErlMap.Empty, locker);
        Node.Send(Server, GenMessage.Cast(ErlTerm.Tuple([ErlTerm.Atom("init_connect"), Term("{8,77}"), peer, information])));
        Node.Send(Server, ErlTerm.Tuple(Atoms.Nodeup, peer));
        await AskAsync("get_protocol_version");

        Assert.Equal(isConnected, _nodes.Sent.Any(message => message is ErlTuple and [ErlAtom("init_connect_ack"), ..]));
    }

    [Fact]
    public async Task One_process_dials_the_nodes_that_a_peer_tells_of_and_few_at_a_time()
    {
        Log.Allow(LogLevel.Warning, "there is no connection to it");
        await TellAsync(40);
        while (_nodes.Dialling.Count < 16)
        {
            await Task.Yield();
        }

        Assert.Equal(16, _nodes.Dialling.Count);
        Assert.Single(Node.GetProcesses(), pid => Node.GetProcessInformation(pid)?.Label == "global connector");
        for (int answered = 0; answered < 40;)
        {
            if (_nodes.Dialling.TryDequeue(out TaskCompletionSource<bool>? dial))
            {
                dial.SetResult(true);
                answered++;
            }

            await Task.Yield();
        }

        Assert.Equal(40, ((ErlList)await AskAsync("get_known")).Count);
        while (_nodes.Sent.Count(message => message is ErlTuple and [_, ErlTuple and [ErlAtom("in_sync"), ..]]) < 40)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task More_nodes_than_a_cluster_has_are_not_kept_in_mind()
    {
        Log.Expect(2325);
        await TellAsync(10_010);
        Assert.Equal(10_000, ((ErlList)await AskAsync("get_known")).Count);
    }

    private async Task TellAsync(int count)
    {
        ErlTerm nodes = ErlTerm.List([.. Enumerable.Range(0, count).Select(i => ErlTerm.Tuple(ErlTerm.Atom($"n{i}@memory"), 8))]);
        ErlTerm news = ErlTerm.Tuple([ErlTerm.Atom("new_nodes"), ErlTerm.Atom("x@memory"), ErlList.Empty, ErlList.Empty, nodes, ErlList.Empty]);
        Node.Send(Server, GenMessage.Cast(news));
        await AskAsync("get_protocol_version");
    }

    private Task<ErlTerm> AskAsync(string question)
        => Run(self => self.CallAsync(Server, ErlTerm.Atom(question), Timeout.InfiniteTimeSpan).AsTask());

    /// <summary>Nodes that are what the test says, and connect when it says.</summary>
    private sealed class FakeNodes : IClusterNodes
    {
        public IReadOnlyList<ErlAtom> Visible { get; set; } = [];

        public ConcurrentQueue<ErlTerm> Sent { get; } = new();

        public ConcurrentQueue<TaskCompletionSource<bool>> Dialling { get; } = new();

        public bool HasLongName => false;

        public TimeSpan NetTickTime => TimeSpan.FromMinutes(1);

        public IReadOnlyList<ErlAtom> Nodes(NodeKinds kind) => Visible;

        public void Watch(ProcessContext process)
        {
        }

        public Task<bool> ConnectAsync(ErlAtom node, CancellationToken cancellationToken)
        {
            var dial = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            Dialling.Enqueue(dial);
            return dial.Task.WaitAsync(cancellationToken);
        }

        public Task<bool> DisconnectAsync(ErlAtom node) => Task.FromResult(false);

        public Task LeaveAsync() => Task.CompletedTask;

        public void SendIfConnected(ProcessContext self, ErlTerm destination, ErlTerm message) => Sent.Enqueue(message);
    }
}
