using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>The process of a <see cref="Supervisor"/>: a gen server, as in OTP, so that its callers and tools find what they know.</summary>
internal sealed class SupervisorServer(Supervisor callback, StartOptions options) : GenServer
{
    private SupervisorLog? _log;
    private Children? _children;

    /// <inheritdoc/>
    protected internal override ErlAtom Module => callback.Module;

    private Children Children => _children ?? throw new InvalidOperationException("The supervisor has not begun.");

    protected internal override async ValueTask<InitResult> InitAsync()
    {
        Process.TrapExit = true;
        if (await callback.InitAsync(Process).ConfigureAwait(false) is not { } spec)
        {
            return InitResult.Ignore;
        }

        _log = new SupervisorLog(Process, NameTerm());
        if (spec.Flags.Strategy == RestartStrategy.SimpleOneForOne && spec.Children.Count != 1)
        {
            return InitResult.Stop(ErlTerm.Tuple(ErlTerm.Atom("bad_start_spec"), ErlTerm.List([.. spec.Children.Select(each => each.ToTerm())])));
        }

        try
        {
            _children = spec.Flags.Strategy == RestartStrategy.SimpleOneForOne
                ? new DynamicChildren(Process, spec.Flags, _log, spec.Children[0])
                : new ListedChildren(Process, spec.Flags, _log, spec.Children);
        }
        catch (TermException refused)
        {
            return InitResult.Stop(ErlTerm.Tuple(ErlTerm.Atom("start_spec"), refused.Reason));
        }

        return await _children.StartAsync().ConfigureAwait(false) is { } reason
            ? InitResult.Stop(ErlTerm.Tuple(Atoms.Shutdown, reason))
            : InitResult.Ok;
    }

    protected internal override async ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
        => CallResult.Reply(await AnswerAsync(request).ConfigureAwait(false));

    protected internal override async ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        if (Children.ReadTryAgain(request) is not { } id)
        {
            _log!.Unexpected(request);
            return HandleResult.NoReply;
        }

        return GoOnIf(await Children.TryAgainAsync(id).ConfigureAwait(false));
    }

    protected internal override async ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        if (!GenMessage.TryReadExit(message, out ErlPid? pid, out ErlTerm? reason))
        {
            _log!.Unexpected(message);
            return HandleResult.NoReply;
        }

        return GoOnIf(await Children.HandleEndAsync(pid, reason).ConfigureAwait(false));
    }

    protected internal override ValueTask TerminateAsync(ErlTerm reason) => Children.StopAsync();

    protected internal override ErlTerm GetState() => ToRecord(ShownArguments.All);

    protected internal override ServerStatus FormatStatus(ServerStatus status)
        => status.State is null ? status : status with { State = ToRecord(ShownArguments.None) };

    protected internal override async ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra)
    {
        if (await callback.InitAsync(Process).ConfigureAwait(false) is not { } spec)
        {
            return;
        }

        bool isSimple = spec.Flags.Strategy == RestartStrategy.SimpleOneForOne;
        if (isSimple != Children is DynamicChildren || (isSimple && spec.Children.Count != 1))
        {
            throw TermException.Exit(ErlTerm.Tuple(ErlTerm.Atom("bad_flags"), SupervisorTerms.StrategyOf(spec.Flags.Strategy)));
        }

        Children.Replace(spec.Flags, spec.Children);
    }

    private HandleResult GoOnIf(bool goesOn)
    {
        if (goesOn)
        {
            return HandleResult.NoReply;
        }

        if (Children.HasGivenUp)
        {
            callback.NoteGivenUp();
        }

        return HandleResult.Stop(Atoms.Shutdown);
    }

    private async ValueTask<ErlTerm> AnswerAsync(ErlTerm request)
    {
        if (request is ErlAtom name)
        {
            return name == SupervisorTerms.WhichChildren ? Children.WhichChildren()
                : name == SupervisorTerms.CountChildren ? Children.CountChildren()
                : Unknown(request);
        }

        return request is not (ErlTuple and [ErlAtom verb, var argument]) ? Unknown(request)
            : verb == SupervisorTerms.StartChild ? await Children.StartChildAsync(argument).ConfigureAwait(false)
            : verb == SupervisorTerms.RestartChild ? await Children.RestartChildAsync(argument).ConfigureAwait(false)
            : verb == SupervisorTerms.TerminateChild ? await Children.TerminateChildAsync(argument).ConfigureAwait(false)
            : verb == SupervisorTerms.DeleteChild ? Children.DeleteChild(argument)
            : verb == SupervisorTerms.GetChildSpec ? Children.GetChildSpec(argument)
            : Unknown(request);
    }

    // OTP's supervisor ends on a request that it does not know. A whole tree is too much for one wrong message.
    private ErlTerm Unknown(ErlTerm request)
    {
        _log!.Unexpected(request);
        return SupervisorTerms.Failed(ErlTerm.Tuple(ErlTerm.Atom("unknown_request"), request));
    }

    /// <summary>The <c>#state{}</c> record of OTP's supervisor, which its tools read.</summary>
    private ErlTuple ToRecord(ShownArguments arguments)
    {
        (ErlTerm children, ErlTerm dynamics, int restarts) = Children.ToState(arguments);
        return ErlTerm.Tuple(
            Atoms.State,
            NameTerm(),
            SupervisorTerms.StrategyOf(Children.Flags.Strategy),
            children,
            dynamics,
            Children.Flags.Intensity,
            (long)Math.Ceiling(Children.Flags.Period.TotalSeconds),
            ErlList.Empty,
            restarts,
            SupervisorTerms.AutoShutdownOf(Children.Flags.AutoShutdown),
            Module,
            ErlList.Empty);
    }

    /// <summary><c>{local, Name}</c>, <c>{global, Name}</c>, <c>{via, Module, Name}</c> or <c>{Pid, Module}</c>.</summary>
    private ErlTerm NameTerm() => options.Name?.Reference switch
    {
        null => ErlTerm.Tuple(Process.Self, Module),
        ErlAtom name => ErlTerm.Tuple(ErlTerm.Atom("local"), name),
        var other => other,
    };
}
