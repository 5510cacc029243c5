using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The processes that every node of a cluster has and its peers talk to. One keeper starts them, and again when one ends.</summary>
/// <remarks>
/// A node whose keeper has given up would be taken for a whole one by its peers, who would wait for its answers: it leaves its cluster.
/// </remarks>
internal sealed partial class SystemProcesses : IAsyncDisposable
{
    private readonly Node _node;
    private readonly IClusterNodes _nodes;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<SystemProcess> _processes;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ErlPid? _keeper;

    private SystemProcesses(Node node, SystemProcessOptions options)
    {
        _node = node;
        _nodes = options.Nodes;
        _logger = options.LoggerFactory.CreateLogger<SystemProcesses>();
        ILogger logger = _logger;
        IOutput output = options.Output ?? new LogOutput(options.LoggerFactory.CreateLogger("Output"));
        _processes =
        [
            new(InitServer.Name, () => new InitServer().RunAsync),
            new(ErlTerm.Atom("logger"), () => new LogServer(logger).RunAsync),
            new(ErlTerm.Atom("logger_proxy"), () => new LogServer(logger).RunAsync),
            new(Atoms.User, () => new UserServer(output, logger).RunAsync),
            new(Atoms.NetKernel, () => new NetKernel(options.Nodes).RunAsync),
            new(Atoms.Rex, () => new RexServer().RunAsync),
            new(GlobalAtoms.NameServer, () => new GlobalServer(options.Nodes, logger).RunAsync),
            new(Atoms.Pg, () => self => PgScopes.Of(node).RunAsync(self, Atoms.Pg)),
        ];
    }

    /// <summary>Starts the processes and exports the functions that peers call; completes when all is there.</summary>
    /// <param name="node">The node. When this fails it is as it was.</param>
    /// <param name="options">What the processes are given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The name of one of the processes is taken.</exception>
    /// <exception cref="InvalidOperationException">The node has as many processes as it may have.</exception>
    public static async Task<SystemProcesses> StartAsync(Node node, SystemProcessOptions options, CancellationToken cancellationToken = default)
    {
        var system = new SystemProcesses(node, options);
        system._keeper = node.Spawn(system.KeepAsync, new SpawnOptions { Label = "system processes" });
        try
        {
            await system._started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the processes, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_keeper is { } keeper && _node.IsAlive(keeper))
        {
            _node.Send(keeper, Atoms.Stop);
            await _node.WhenExited(keeper).ConfigureAwait(false);
        }

        TakeBack();
    }

    private void Export()
    {
        KernelModules.AddTo(_node.Modules, _nodes);
        GlobalModule.AddTo(_node.Modules);
        PgModule.AddTo(_node.Modules);
        PgScopes.Of(_node).Attach(_node, _nodes);
        _node.AddNameRegistry(Atoms.Global, new GlobalNameRegistry());
    }

    /// <summary>The functions stay, as those of Erlang's modules do: what needs the processes says that they are not there.</summary>
    private void TakeBack()
    {
        _node.DefaultGroupLeader = _node.HostPid;
        GlobalNames.Forget(_node);
        _node.RemoveNameRegistry(Atoms.Global);
    }
}
