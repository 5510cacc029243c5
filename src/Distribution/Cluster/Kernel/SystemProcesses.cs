using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The processes that every node of a cluster has and its peers talk to. One keeper starts them, and again when one ends.</summary>
internal sealed class SystemProcesses : IAsyncDisposable
{
    /// <summary>More ends than this within <see cref="RestartPeriod"/> are a fault that a restart does not mend.</summary>
    public const int MaxRestarts = 10;

    public static readonly TimeSpan RestartPeriod = TimeSpan.FromSeconds(10);

    private readonly Node _node;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<SystemProcess> _processes;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ErlPid? _keeper;

    private SystemProcesses(Node node, IReadOnlyList<SystemProcess> processes, ILogger logger)
    {
        _node = node;
        _processes = processes;
        _logger = logger;
    }

    /// <summary>Exports the functions that peers call and starts the processes; completes when their names are registered.</summary>
    public static async Task<SystemProcesses> StartAsync(Node node, SystemProcessOptions options)
    {
        var names = GlobalNames.Of(node);
        var scopes = PgScopes.Of(node);
        KernelModules.AddTo(node.Modules, options.Nodes);
        GlobalModule.AddTo(node.Modules);
        PgModule.AddTo(node.Modules);
        scopes.Attach(node, options.Nodes);
        node.AddNameRegistry(Atoms.Global, new GlobalNameRegistry());
        ILogger logger = options.LoggerFactory.CreateLogger<SystemProcesses>();
        IOutput output = options.Output ?? new LogOutput(options.LoggerFactory.CreateLogger("Output"));
        SystemProcess[] processes =
        [
            new(InitServer.Name, () => new InitServer().RunAsync),
            new(ErlTerm.Atom("logger"), () => new LogServer(logger).RunAsync),
            new(ErlTerm.Atom("logger_proxy"), () => new LogServer(logger).RunAsync),
            new(Atoms.User, () => new UserServer(output, logger).RunAsync),
            new(Atoms.NetKernel, () => new NetKernel(options.Nodes).RunAsync),
            new(Atoms.Rex, () => new RexServer().RunAsync),
            new(GlobalAtoms.NameServer, () => new GlobalServer(names, options.Nodes, logger).RunAsync),
            new(Atoms.Pg, () => self => scopes.RunAsync(self, Atoms.Pg)),
        ];
        var started = new SystemProcesses(node, processes, logger);
        started._keeper = node.Spawn(started.KeepAsync, new SpawnOptions { Label = "system processes" });
        await started._started.Task.ConfigureAwait(false);
        return started;
    }

    /// <summary>Ends the processes, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        _node.RemoveNameRegistry(Atoms.Global);
        if (_keeper is { } keeper && _node.IsAlive(keeper))
        {
            _node.Send(keeper, Atoms.Stop);
            await _node.WhenExited(keeper).ConfigureAwait(false);
        }
    }

    private async Task KeepAsync(ProcessContext self)
    {
        self.TrapExit = true;
        var running = new Dictionary<ErlPid, SystemProcess>();
        try
        {
            foreach (SystemProcess process in _processes)
            {
                Start(self, process, running);
            }
        }
        catch (ArgumentException taken)
        {
            _started.TrySetException(taken);
            return;
        }

        _started.TrySetResult();
        await WatchAsync(self, running).ConfigureAwait(false);
        self.Node.DefaultGroupLeader = self.Node.HostPid;
        foreach (SystemProcess process in _processes.Reverse())
        {
            await StopAsync(self, process, running).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(ProcessContext self, Dictionary<ErlPid, SystemProcess> running)
    {
        var ends = new Queue<long>();
        while (await self.ReceiveAsync().ConfigureAwait(false) is var message && !message.Equals(Atoms.Stop))
        {
            if (message is not (ErlTuple and [ErlAtom label, ErlPid pid, var reason])
                || label != Atoms.Exit || !running.Remove(pid, out SystemProcess? process))
            {
                continue;
            }

            SystemLog.ProcessEnded(_logger, process.Name, ReasonText.Of(reason));
            long now = _node.TimeProvider.GetTimestamp();
            ends.Enqueue(now);
            while (_node.TimeProvider.GetElapsedTime(ends.Peek(), now) > RestartPeriod)
            {
                ends.Dequeue();
            }

            if (ends.Count > MaxRestarts)
            {
                SystemLog.GaveUp(_logger, process.Name, MaxRestarts, RestartPeriod);
                return;
            }

            Start(self, process, running);
        }
    }

    private static void Start(ProcessContext self, SystemProcess process, Dictionary<ErlPid, SystemProcess> running)
    {
        ErlPid pid = self.SpawnLink(process.MakeBody(), new SpawnOptions { Name = process.Name });
        running[pid] = process;
        if (process.Name == Atoms.User)
        {
            // Also for what runs on another node for a process of this one: its output comes here.
            self.Node.DefaultGroupLeader = pid;
        }
    }

    private static async Task StopAsync(ProcessContext self, SystemProcess process, Dictionary<ErlPid, SystemProcess> running)
    {
        foreach ((ErlPid pid, SystemProcess its) in running)
        {
            if (its == process)
            {
                ErlReference monitor = self.Monitor(pid);
                self.Exit(pid, Atoms.Shutdown);
                await self.ReceiveAsync(monitor).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A process to keep.</summary>
    private sealed record SystemProcess(ErlAtom Name, Func<Func<ProcessContext, Task>> MakeBody);
}
