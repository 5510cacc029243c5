using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>
/// A process that tasks are linked to in place of who starts them: a crash of a task harms nobody, and the tasks end when it ends. Start it as any
/// server, best under a supervisor: <c>TaskSupervisor.StartLinkAsync(self, () =&gt; new TaskSupervisor())</c>.
/// </summary>
/// <remarks>
/// Tasks are not restarted. When it terminates, each gets the exit signal <c>shutdown</c>, and is killed if it has not ended in time.
/// It answers what <c>Task.Supervisor</c> of Elixir asks its own, for functions that the node exports: <c>async_nolink</c>, <c>async</c>,
/// <c>start_child</c> of temporary tasks, <c>children</c>, <c>terminate_child</c>; and <c>which_children</c> and <c>count_children</c> as supervisors do.
/// The time to end that a request names is not used: all tasks have the supervisor's.
/// </remarks>
public sealed class TaskSupervisor : GenServer
{
    private const int DefaultMaxChildren = 100_000;

    internal static readonly ErlAtom StartTask = ErlTerm.Atom("start_task");

    private static readonly ErlAtom MaxChildren = ErlTerm.Atom("max_children");
    private static readonly ErlAtom SystemLimit = ErlTerm.Atom("system_limit");
    private static readonly ErlAtom Worker = ErlTerm.Atom("worker");
    private static readonly ErlTerm Modules = ErlTerm.List(ErlTerm.Atom("task"));

    private readonly HashSet<ErlPid> _children = [];
    private readonly int _maxChildren;
    private readonly Shutdown _shutdown;

    /// <summary>Makes one that is not started yet.</summary>
    /// <param name="maxChildren">Most tasks at a time, 1 or more; more are refused with <c>max_children</c>. 100,000 if not given.</param>
    /// <param name="shutdown">How long tasks may take to end with it; 5 seconds if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public TaskSupervisor(int maxChildren = DefaultMaxChildren, Shutdown? shutdown = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxChildren, 1);
        _maxChildren = maxChildren;
        _shutdown = shutdown ?? Shutdown.After(TimeSpan.FromSeconds(5));
    }

    /// <inheritdoc/>
    protected internal override ErlAtom Module => ErlTerm.Atom("task_supervisor");

    /// <inheritdoc/>
    protected internal override ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        return InitResult.Ok;
    }

    /// <inheritdoc/>
    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => request switch
    {
        ErlTuple and [ErlAtom verb, ErlReference start] when verb == StartTask
            => CallResult.Reply(Start(TaskStarts.TryTake(Process.Node, start, out Func<ProcessContext, Task>? body) ? body : null).ToTerm()),
        ErlTuple and [ErlAtom verb, _, _, _] when verb == StartTask => CallResult.Reply(Start(RemoteTask.ReadRequest(request)).ToTerm()),
        ErlTuple and [ErlAtom("terminate_child"), ErlPid child] => TerminateChildAsync(child),
        ErlAtom("which_children") => CallResult.Reply(
            ErlTerm.List([.. _children.Select(child => ErlTerm.Tuple(Atoms.Undefined, child, Worker, Modules))])),
        ErlAtom("count_children") => CallResult.Reply(
            ErlTerm.List(Counted("specs"), Counted("active"), ErlTerm.Tuple(ErlTerm.Atom("supervisors"), 0), Counted("workers"))),
        _ => CallResult.Reply(ErlTerm.Tuple(Atoms.Error, Atoms.Badarg)),
    };

    /// <inheritdoc/>
    protected internal override ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        if (!GenMessage.TryReadExit(message, out ErlPid? ended, out _))
        {
            return base.HandleInfoAsync(message);
        }

        _children.Remove(ended);
        return HandleResult.NoReply;
    }

    /// <inheritdoc/>
    protected internal override ValueTask TerminateAsync(ErlTerm reason) => EndAsync(_children);

    /// <summary>Writes it down and goes on: the tasks of everybody are too much for one wrong message.</summary>
    protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request) => base.HandleInfoAsync(request);

    /// <inheritdoc/>
    protected internal override ErlTerm GetState() => ErlTerm.List([.. _children]);

    /// <summary>Ends one task, as Elixir's supervisor does: whoever asks is answered when it has ended.</summary>
    private async ValueTask<CallResult> TerminateChildAsync(ErlPid child)
    {
        if (!_children.Contains(child))
        {
            return CallResult.Reply(ErlTerm.Tuple(Atoms.Error, Atoms.NotFound));
        }

        await EndAsync([child]).ConfigureAwait(false);
        _children.Remove(child);
        return CallResult.Reply(Atoms.Ok);
    }

    private async ValueTask EndAsync(IEnumerable<ErlPid> children)
        => await ChildEnd.StopAllAsync(Process, children, _shutdown, RestartKind.Temporary).ConfigureAwait(false);

    private StartResult Start(Func<ProcessContext, Task>? body)
    {
        if (body is null)
        {
            return StartResult.Failed(Atoms.Badarg);
        }

        if (_children.Count >= _maxChildren)
        {
            return StartResult.Failed(MaxChildren);
        }

        try
        {
            ErlPid child = Process.SpawnProcess(TaskRun.InitialCall, body, new SpawnOptions { LinkTo = Process.Self });
            _children.Add(child);
            return StartResult.Ok(child);
        }
        catch (InvalidOperationException)
        {
            // The node has as many processes as it may have: no reason to end those that run.
            return StartResult.Failed(SystemLimit);
        }
    }

    private ErlTuple Counted(string what) => ErlTerm.Tuple(ErlTerm.Atom(what), _children.Count);
}
