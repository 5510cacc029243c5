using System.Collections.Concurrent;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Processes;

/// <summary>The runtime of processes: it spawns them, carries what they send each other, and knows their names.</summary>
/// <remarks>
/// <para>Signals (messages, links, exits, monitors) from one process to another arrive in the order in which they were sent. A local
/// signal other than a message acts at once, on the thread of its sender; a message is read when the receiver gets to it.</para>
/// <para>The name is <c>nonode@nohost</c> as long as the node is not part of a cluster. All members may be called from any thread.</para>
/// </remarks>
public sealed partial class Node : IAsyncDisposable
{
    /// <summary>Null: the name is reserved for a process that is being made.</summary>
    private readonly ConcurrentDictionary<ErlAtom, ProcessContext?> _names = new();


    private readonly ILogger _logger;
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1;
    private int _disposed;

    /// <summary>Starts a node without any process.</summary>
    /// <param name="options">The settings; default when <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="NodeRuntimeOptions.MaxProcesses"/> is out of its range.</exception>
    public Node(NodeRuntimeOptions? options = null)
    {
        options ??= new NodeRuntimeOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxProcesses, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxProcesses, 134_217_727);
        TimeProvider = options.TimeProvider;
        LoggerFactory = options.LoggerFactory;
        _logger = LoggerFactory.CreateLogger<Node>();
        _remote = new NotAlive(this);
        Table = new ProcessTable(options.MaxProcesses);
        HostPid = new ErlPid(Name, 0, 0, Creation);
        DefaultGroupLeader = HostPid;
        ErlangModule.AddTo(Modules, TimeProvider);
        MathModule.AddTo(Modules);
        ListsModule.AddTo(Modules);
        MapsModule.AddTo(Modules);
    }

    /// <summary>The functions that may be spawned and called by name; nothing else can.</summary>
    public ModuleTable Modules { get; } = new();

    /// <summary>Processes alive now.</summary>
    public int ProcessCount => Table.Count;

    /// <summary>How many processes there may be.</summary>
    internal int ProcessLimit => Table.Limit;

    /// <summary>The clock of time-outs and timers.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>The pid that stands for code of the host, which is no process: it is never alive, and what is sent to it is dropped.</summary>
    public ErlPid HostPid { get; }

    /// <summary>The group leader of processes whose parents have none.</summary>
    internal ErlPid DefaultGroupLeader { get; set; }

    internal ProcessTable Table { get; }

    internal ILogger Logger => _logger;

    internal ILoggerFactory LoggerFactory { get; }

    /// <summary>A reference that is made once only.</summary>
    /// <returns>Unique on this node.</returns>
    public ErlReference MakeReference() => NewReference([]);

    /// <summary>Makes the node not alive, ends every process with reason <c>killed</c> and completes when their code has unwound.</summary>
    /// <remarks>A body that waits for something else than its context, and does not watch its token, delays this.</remarks>
    public async ValueTask DisposeAsync()
    {
        await EndAllAsync().ConfigureAwait(false);
        await _allEnded.Task.ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, which waits no more either when this has: code that does not unwind in time is left alone.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <returns>False when code still runs.</returns>
    internal async ValueTask<bool> DisposeWithinAsync(TimeSpan limit)
    {
        await EndAllAsync().ConfigureAwait(false);
        try
        {
            await _allEnded.Task.WaitAsync(limit, TimeProvider).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            _allEnded.TrySetResult();
            return false;
        }
    }

    private async ValueTask EndAllAsync()
    {
        if (Remote is IAsyncDisposable connections)
        {
            // First: the other nodes are told of the end while there is somebody to speak for.
            await connections.DisposeAsync().ConfigureAwait(false);
        }

        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            EndAll();
            CancelAllTimers();
            NoteRunningEnded();
        }
    }

    /// <summary>A reference that also tells which process owns it: the form of an alias, as in OTP.</summary>
    internal ErlReference MakeAliasReference(ErlPid owner) => NewReference([owner.Id, owner.Serial]);

    internal ProcessContext? Find(ErlPid pid) => IsLocal(pid) ? Table.Find(pid.Id, pid.Serial) : null;

    internal long DeadlineAfter(TimeSpan timeout)
    {
        double ticks = timeout.TotalSeconds * TimeProvider.TimestampFrequency;
        long now = TimeProvider.GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)Math.Ceiling(ticks);
    }

    internal bool IsPast(long deadline) => deadline != long.MaxValue && TimeProvider.GetTimestamp() >= deadline;

    internal void OnBodyEnded(ProcessContext process, Exception? crash)
    {
        if (crash is null)
        {
            End(process, Atoms.Normal);
        }
        else if (!process.IsDead)
        {
            ErlTerm reason = Signals.ExitReasons.Of(crash);
            string? label = process.Label ?? process.RelationsOrNull?.Name?.Name;
            if (Signals.ExitReasons.IsCrash(crash))
            {
                NodeLog.ProcessCrashed(_logger, process.Self, label ?? "no label", Signals.ReasonText.Of(reason));
            }

            End(process, reason);
        }

        NoteRunningEnded();
    }

    private void NoteRunningEnded()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}
