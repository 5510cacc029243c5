using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Sys;

/// <summary>The side of a behaviour's process that answers <c>{system, From, Request}</c>: look at the state, replace it, suspend, resume, debug, terminate.</summary>
/// <remarks>While suspended the process handles system messages and the end of its parent only. Source: distribution specification, section 6.2.</remarks>
internal sealed class SystemMessages(ProcessContext self, ErlTerm parent, ISystemCallbacks callbacks, IReadOnlyList<ErlTerm> debug)
{
    private readonly ProcessContext _self = self;
    private readonly ISystemCallbacks _callbacks = callbacks;
    private bool _isSuspended;

    /// <summary>The debug functions that are switched on; <see langword="null"/> while there is none, which is the usual case.</summary>
    public SystemDebug? Debug { get; private set; } = SystemDebug.Start(self, callbacks, debug);

    /// <summary>Who started the process, a pid; ends it when it ends itself.</summary>
    public ErlTerm Parent { get; } = parent;

    /// <summary>Handles a message when it is of the system: a request, or the end of the parent (which reaches only processes that trap exits).</summary>
    /// <returns>False when it is for the behaviour. Returns late when it suspends the process: at its resumption.</returns>
    public ValueTask<bool> TryHandleAsync(ErlTerm message) => MayBeFor(message) ? HandleAsync(message) : ValueTask.FromResult(false);

    /// <summary>Whether it is worth asking <see cref="TryHandleAsync"/>: a loop that looks first spares itself an await for each message.</summary>
    public static bool MayBeFor(ErlTerm message)
        => message is ErlTuple { Count: 3 } tuple && (ReferenceEquals(tuple[0], Atoms.System) || ReferenceEquals(tuple[0], Atoms.Exit));

    private async ValueTask<bool> HandleAsync(ErlTerm message)
    {
        if (!await HandleOneAsync(message).ConfigureAwait(false))
        {
            return false;
        }

        while (_isSuspended)
        {
            await HandleOneAsync(await _self.ReceiveAsync(IsForSystem).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return true;
    }

    private bool IsForSystem(ErlTerm message)
        => GenMessage.TryReadCall(message, Atoms.System, out _, out _)
            || (GenMessage.TryReadExit(message, out ErlPid? from, out _) && from.Equals(Parent));

    private async ValueTask<bool> HandleOneAsync(ErlTerm message)
    {
        if (GenMessage.TryReadExit(message, out ErlPid? from, out ErlTerm? reason))
        {
            if (!from.Equals(Parent))
            {
                return false;
            }

            await _callbacks.ParentEndedAsync(message, reason).ConfigureAwait(false);
        }

        if (!GenMessage.TryReadCall(message, Atoms.System, out GenFrom caller, out ErlTerm? request))
        {
            return false;
        }

        if (request is ErlTuple and [ErlAtom verb, var end] && verb == Atoms.Terminate)
        {
            caller.Reply(_self, Atoms.Ok);
            await _callbacks.TerminateAsync(end).ConfigureAwait(false);
        }

        caller.Reply(_self, await AnswerAsync(request).ConfigureAwait(false));
        return true;
    }

    private async ValueTask<ErlTerm> AnswerAsync(ErlTerm request)
    {
        switch (request)
        {
            case ErlAtom("get_state"):
                return Guard("system_get_state", _callbacks.GetState);
            case ErlTuple and [ErlAtom("replace_state"), var change]:
                return await ReplaceStateAsync(change).ConfigureAwait(false);
            case ErlAtom("get_status"):
                return Guard("format_status", Status);
            case ErlAtom("suspend"):
                _isSuspended = true;
                return Atoms.Ok;
            case ErlAtom("resume"):
                _isSuspended = false;
                return Atoms.Ok;
            case ErlTuple and [ErlAtom("debug"), var option]:
                return SetDebug(option);
            case ErlTuple and [ErlAtom("change_code"), ErlAtom module, var version, var extra] when _isSuspended:
                return await ChangeCodeAsync(module, version, extra).ConfigureAwait(false);
            default:
                return ErlTerm.Tuple(Atoms.Error, ErlTerm.Tuple(ErlTerm.Atom("unknown_system_msg"), request));
        }
    }

    private ErlTerm SetDebug(ErlTerm option)
    {
        SystemDebug wanted = Debug ?? new SystemDebug(_self, _callbacks);
        ErlTerm answer = wanted.Change(option);
        Debug = wanted.IsIdle ? null : wanted;
        return answer;
    }

    private async ValueTask<ErlTerm> ReplaceStateAsync(ErlTerm change)
    {
        try
        {
            ErlFun fun = change as ErlFun ?? throw TermException.Error(Atoms.Badarg);
            return await _callbacks.ReplaceStateAsync(state => _self.Node.Modules.ApplyAsync(_self, fun, [state])).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return CallbackFailed("system_replace_state", failure);
        }
    }

    private async ValueTask<ErlTerm> ChangeCodeAsync(ErlAtom module, ErlTerm version, ErlTerm extra)
    {
        try
        {
            await _callbacks.ChangeCodeAsync(module, version, extra).ConfigureAwait(false);
            return Atoms.Ok;
        }
        catch (TermException thrown) when (thrown.Class == TermExceptionClass.Throw && !_self.IsDead)
        {
            return ErlTerm.Tuple(Atoms.Error, thrown.Reason);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            // What the catch of Erlang's sys makes of a fault.
            return ErlTerm.Tuple(Atoms.Error, ErlTerm.Tuple(Atoms.Exit, ExitReasons.Of(failure)));
        }
    }

    /// <summary><c>{status, Pid, {module, Mod}, [PDict, Mode, Parent, Debug, Misc]}</c>.</summary>
    private ErlTuple Status()
    {
        ErlAtom mode = _isSuspended ? Atoms.Suspended : Atoms.Running;
        ErlTerm dictionary = ErlTerm.List([.. _self.Dictionary.Snapshot().Select(pair => ErlTerm.Tuple(pair.Key, pair.Value))]);
        return ErlTerm.Tuple(
            Atoms.Status,
            _self.Self,
            ErlTerm.Tuple(Atoms.Module, _callbacks.Module),
            ErlTerm.List(dictionary, mode, Parent, Debug?.ToTerm() ?? ErlList.Empty, _callbacks.GetStatus(mode, Parent, Debug?.Log ?? ErlList.Empty)));
    }

    private ErlTerm Guard(string callback, Func<ErlTerm> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return CallbackFailed(callback, failure);
        }
    }

    private ErlTuple CallbackFailed(string callback, Exception failure)
    {
        (ErlTerm kind, ErlTerm reason) = failure is TermException term
            ? (ErlTerm.Atom(term.Class.ToString().ToLowerInvariant()), term.Reason)
            : (Atoms.Error, ExitReasons.Of(failure));
        return ErlTerm.Tuple(
            Atoms.Error,
            ErlTerm.Tuple(ErlTerm.Atom("callback_failed"), ErlTerm.Tuple(_callbacks.Module, ErlTerm.Atom(callback)), ErlTerm.Tuple(kind, reason)));
    }
}
