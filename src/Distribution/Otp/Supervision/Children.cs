using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>The children of a supervisor, with what its strategy makes of requests and ends. Belongs to the supervisor's process.</summary>
internal abstract class Children(ProcessContext self, SupervisorFlags flags, SupervisorLog log)
{
    private static readonly ErlAtom TryAgain = ErlTerm.Atom("try_again_restart");

    private RestartHistory _history = new(flags, self.Node.TimeProvider);

    /// <summary>Whether there were more restarts than the flags allow.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>How the supervisor deals with ends at present.</summary>
    public SupervisorFlags Flags { get; private set; } = flags;

    protected ProcessContext Self { get; } = self;

    protected SupervisorLog Log { get; } = log;

    /// <summary>Reads <c>{try_again_restart, Id}</c>.</summary>
    public static ErlTerm? ReadTryAgain(ErlTerm request) => request is ErlTuple and [ErlAtom verb, var id] && verb == TryAgain ? id : null;

    /// <summary>Starts what is to run from the beginning.</summary>
    /// <returns>Why it could not, with everything stopped again; else <see langword="null"/>.</returns>
    public abstract ValueTask<ErlTerm?> StartAsync();

    /// <summary>Answers <c>{start_child, Request}</c>.</summary>
    public abstract ValueTask<ErlTerm> StartChildAsync(ErlTerm request);

    /// <summary>Answers <c>{restart_child, Id}</c>.</summary>
    public abstract ValueTask<ErlTerm> RestartChildAsync(ErlTerm id);

    /// <summary>Answers <c>{terminate_child, Id}</c>.</summary>
    public abstract ValueTask<ErlTerm> TerminateChildAsync(ErlTerm id);

    /// <summary>Answers <c>{delete_child, Id}</c>.</summary>
    public abstract ErlTerm DeleteChild(ErlTerm id);

    /// <summary>Answers <c>{get_childspec, Id}</c>.</summary>
    public abstract ErlTerm GetChildSpec(ErlTerm id);

    /// <summary>Answers <c>which_children</c>.</summary>
    public abstract ErlTerm WhichChildren();

    /// <summary>Answers <c>count_children</c>.</summary>
    public abstract ErlTerm CountChildren();

    /// <summary>Ends every child.</summary>
    public abstract ValueTask StopAsync();

    /// <summary>The elements <c>children</c>, <c>dynamics</c> and <c>dynamic_restarts</c> of OTP's state.</summary>
    /// <param name="arguments">Whether to show the arguments of starts.</param>
    public abstract (ErlTerm Children, ErlTerm Dynamics, int Restarts) ToState(ShownArguments arguments);

    /// <summary>Puts other flags and specifications in place; processes go on. The restarts are counted from here.</summary>
    public void Replace(SupervisorFlags flags, IReadOnlyList<ChildSpec> specs)
    {
        ReplaceSpecs(flags, specs);
        Flags = flags;
        _history = new RestartHistory(flags, Self.Node.TimeProvider);
    }

    /// <summary>A process has ended.</summary>
    /// <returns>False when the supervisor shall end.</returns>
    public async ValueTask<bool> HandleEndAsync(ErlPid pid, ErlTerm reason)
    {
        if (FindByPid(pid) is not { } child)
        {
            return true;
        }

        bool isOrderly = ProcLib.IsOrderly(reason);
        if (child.Spec.Restart == RestartKind.Permanent || !isOrderly)
        {
            Log.ChildTerminated(child, reason);
        }

        if (child.Spec.Restart == RestartKind.Permanent || (child.Spec.Restart == RestartKind.Transient && !isOrderly))
        {
            return await RestartAsync(child).ConfigureAwait(false);
        }

        Forget(child);
        return !child.Spec.IsSignificant || !EndsWithSignificant();
    }

    /// <summary>Tries a start again that has failed.</summary>
    /// <returns>False when the supervisor shall end.</returns>
    public ValueTask<bool> TryAgainAsync(ErlTerm id)
        => FindToTryAgain(id) is { IsRestarting: true } child ? RestartAsync(child) : ValueTask.FromResult(true);

    /// <summary>The child whose process it is.</summary>
    protected abstract Child? FindByPid(ErlPid pid);

    /// <summary>The child that a request to try again names.</summary>
    protected abstract Child? FindToTryAgain(ErlTerm id);

    /// <summary>Starts a child again, and with it those that the strategy says.</summary>
    /// <returns>What names the child whose start failed, to try again; else <see langword="null"/>.</returns>
    protected abstract ValueTask<ErlTerm?> StartAgainAsync(Child child);

    /// <summary>The child has no process any more and gets none by itself: a temporary one goes whole.</summary>
    protected abstract void Forget(Child child);

    /// <summary>Whether a significant child still runs, or is to run again.</summary>
    protected abstract bool HasSignificant();

    /// <summary>Puts other specifications in place, which have to go with the other flags.</summary>
    protected abstract void ReplaceSpecs(SupervisorFlags flags, IReadOnlyList<ChildSpec> specs);

    /// <summary>Ends the child's process, and reports an end that was not in order.</summary>
    protected async ValueTask StopAsync(Child child)
    {
        if (child.Pid is { } pid && await ChildEnd.StopAsync(Self, pid, child.Spec.Shutdown, child.Spec.Restart).ConfigureAwait(false) is { } reason)
        {
            Log.ShutdownFailed(child, reason);
        }
    }

    private bool EndsWithSignificant() => Flags.AutoShutdown switch
    {
        AutoShutdown.AnySignificant => true,
        AutoShutdown.AllSignificant => !HasSignificant(),
        _ => false,
    };

    private async ValueTask<bool> RestartAsync(Child child)
    {
        if (!_history.TryAdd())
        {
            HasGivenUp = true;
            Log.GivenUp(child, Flags);
            Forget(child);
            return false;
        }

        // By a message: other requests, an end among them, get their turn between two tries.
        if (await StartAgainAsync(child).ConfigureAwait(false) is { } again)
        {
            Self.Send(Self.Self, GenMessage.Cast(ErlTerm.Tuple(TryAgain, again)));
        }

        return true;
    }
}
