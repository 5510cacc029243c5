using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Cluster.InputOutput;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster;

/// <summary>A node with its system processes and no other node.</summary>
public abstract class ClusterTest : ProcessTest, IAsyncLifetime
{
    private SystemProcesses? _system;

    public async ValueTask InitializeAsync()
        => _system = await SystemProcesses.StartAsync(Node, new SystemProcessOptions { Output = Output, LoggerFactory = Log })
            .WaitAsync(TestTimeouts.Long);

    public new async ValueTask DisposeAsync()
    {
        await _system!.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the processes have written.</summary>
    private protected TextOutput Output { get; } = new();

    /// <summary>Ends the system processes before the test ends.</summary>
    private protected ValueTask StopSystemAsync() => _system!.DisposeAsync();

    /// <summary>A gen call with the tag of today's clients, an alias.</summary>
    protected static async Task<ErlTerm> Call(ProcessContext self, ErlTerm server, ErlTerm request)
    {
        ErlReference monitor = self.Monitor(server, new MonitorOptions { Alias = AliasMode.Demonitor });
        ErlTerm tag = ErlTerm.ImproperList([Atoms.Alias], monitor);
        self.Send(server, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, tag), request));
        ErlTerm answer = await self.ReceiveAsync();
        self.Demonitor(monitor);
        Assert.Equal(tag, Assert.IsType<ErlTuple>(answer, exactMatch: false)[0]);
        return ((ErlTuple)answer)[1];
    }

    protected Task<ErlTerm> Call(string server, ErlTerm request) => Run(self => Call(self, ErlTerm.Atom(server), request));

    protected Task<ErlTerm> Call(string server, string request) => Call(server, Term(request));
}
