using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <content>The handlers: how they come, what they get, and how they go.</content>
internal sealed partial class GenEventLoop
{
    /// <summary>Most handlers of a manager: any node of the cluster may add them.</summary>
    private const int MaxHandlers = 10_000;

    private static readonly ErlAtom Init = ErlTerm.Atom("init");
    private static readonly ErlAtom RemoveHandler = ErlTerm.Atom("remove_handler");
    private static readonly ErlAtom Remove = ErlTerm.Atom("remove");
    private static readonly ErlAtom Delete = ErlTerm.Atom("delete");
    private static readonly ErlAtom Swapped = ErlTerm.Atom("swapped");
    private static readonly ErlAtom SystemLimit = ErlTerm.Atom("system_limit");
    private static readonly ErlTerm BadModule = ErlTerm.Tuple(Atoms.Error, ErlTerm.Atom("bad_module"));
    private static readonly ErlTerm ModuleNotFound = ErlTerm.Tuple(Atoms.Error, ErlTerm.Atom("module_not_found"));

    private ValueTask NotifyAsync(ErlTerm message) => TellAsync(message, static (code, told) => code.HandleEventAsync(told));

    private ValueTask InformAsync(ErlTerm message) => TellAsync(message, static (code, told) => code.HandleInfoAsync(told));

    private async ValueTask TellAsync(ErlTerm message, Func<GenEventHandler, ErlTerm, ValueTask<EventResult>> tell)
    {
        for (int i = 0; i < _handlers.Count;)
        {
            InstalledHandler handler = _handlers[i];
            InstalledHandler? next;
            try
            {
                EventResult result = await tell(handler.Code, message).ConfigureAwait(false);
                next = result == EventResult.Ok ? handler : await FollowAsync(handler, result).ConfigureAwait(false);
            }
            catch (Exception failure) when (!_self.IsDead)
            {
                await CrashAsync(handler, failure, message).ConfigureAwait(false);
                next = null;
            }

            i += PutBack(i, next);
        }
    }

    private async ValueTask<ErlTerm> CallAsync(ErlTerm reference, ErlTerm query)
    {
        int index = _handlers.FindIndex(each => each.IsAt(reference));
        if (index < 0)
        {
            return BadModule;
        }

        InstalledHandler handler = _handlers[index];
        InstalledHandler? next = null;
        ErlTerm answer;
        try
        {
            EventCallResult result = await handler.Code.HandleCallAsync(query).ConfigureAwait(false);
            answer = result.Answer;
            next = await FollowAsync(handler, result.Next).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            await CrashAsync(handler, failure, query).ConfigureAwait(false);
            answer = ErlTerm.Tuple(Atoms.Error, Caught(failure));
        }

        PutBack(index, next);
        return answer;
    }

    /// <returns><c>ok</c>, or what the initialisation gave in its place.</returns>
    private async ValueTask<ErlTerm> AddAsync(ErlTerm reference, ErlTerm arguments, ErlPid? supervisor)
    {
        if (_handlers.Count >= MaxHandlers)
        {
            return ErlTerm.Tuple(Atoms.Error, SystemLimit);
        }

        if (supervisor is not null)
        {
            _self.Link(supervisor);
        }

        (InstalledHandler? added, ErlTerm result) = await StartAsync(reference, arguments, supervisor).ConfigureAwait(false);
        if (added is not null)
        {
            _handlers.Insert(0, added);
        }

        return result;
    }

    private async ValueTask<ErlTerm> DeleteAsync(ErlTerm reference, ErlTerm arguments)
        => TryTake(reference, out InstalledHandler? handler)
            ? await EndAsync(handler, arguments, Delete, Atoms.Normal).ConfigureAwait(false)
            : ModuleNotFound;

    private async ValueTask<ErlTerm> SwapAsync(ErlTerm reference, HandlerSwap swap, ErlPid? supervisor)
    {
        ErlTerm handedOver = Atoms.Error;
        if (TryTake(reference, out InstalledHandler? old))
        {
            supervisor ??= old.Supervisor;
            handedOver = await EndAsync(old, swap.Arguments, Swapped, SwappedBy(swap.Successor, supervisor)).ConfigureAwait(false);
        }

        ErlTerm result = await AddAsync(swap.Successor, ErlTerm.Tuple(swap.SuccessorArguments, handedOver), supervisor).ConfigureAwait(false);
        return result.Equals(Atoms.Ok) ? result : ErlTerm.Tuple(Atoms.Error, result);
    }

    /// <summary>The process that supervises them has ended.</summary>
    private async ValueTask RemoveSupervisedAsync(ErlPid ended, ErlTerm reason)
    {
        for (int i = 0; i < _handlers.Count;)
        {
            if (!ended.Equals(_handlers[i].Supervisor))
            {
                i++;
                continue;
            }

            InstalledHandler handler = _handlers[i];
            _handlers.RemoveAt(i);
            await EndAsync(
                handler, ErlTerm.Tuple(Atoms.Stop, reason), ErlTerm.Tuple(ErlTerm.Atom("parent_terminated"), ErlTerm.Tuple(ended, reason)), Atoms.Shutdown)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The manager ends, and its handlers before it. It is not linked to their supervisors any more: they hear of each handler.</summary>
    private async ValueTask EndHandlersAsync()
    {
        foreach (InstalledHandler handler in _handlers)
        {
            await EndAsync(handler, Atoms.Stop, Atoms.Stop, Atoms.Shutdown).ConfigureAwait(false);
        }

        foreach (InstalledHandler handler in _handlers)
        {
            if (handler.Supervisor is { } supervisor && !supervisor.Equals(_parent))
            {
                _self.Unlink(supervisor);
            }
        }

        _handlers.Clear();
    }

    /// <summary>Does what a handler says after a message.</summary>
    /// <returns>What is in its place then.</returns>
    private async ValueTask<InstalledHandler?> FollowAsync(InstalledHandler handler, EventResult result)
    {
        if (result.IsRemoved)
        {
            await EndAsync(handler, RemoveHandler, Remove, Atoms.Normal).ConfigureAwait(false);
            return null;
        }

        if (result.Successor is not { } swap)
        {
            return handler;
        }

        ErlTerm handedOver = await EndAsync(handler, swap.Arguments, Swapped, SwappedBy(swap.Successor, handler.Supervisor)).ConfigureAwait(false);
        (InstalledHandler? successor, ErlTerm failure) = await StartAsync(
            swap.Successor, ErlTerm.Tuple(swap.SuccessorArguments, handedOver), handler.Supervisor).ConfigureAwait(false);
        if (successor is null)
        {
            var status = new ServerStatus { State = ErlTerm.Tuple(Atoms.Error, failure), Message = Swapped, Reason = Atoms.Crash };
            EventLog.HandlerCrashed(_self, swap.Successor, Name, status, null);
            TellSupervisor(handler.Supervisor, swap.Successor, Atoms.Crash);
        }

        return successor;
    }

    /// <summary>Makes a handler and initialises it; the term is <c>ok</c>, or says why there is none.</summary>
    private async ValueTask<(InstalledHandler? Handler, ErlTerm Result)> StartAsync(ErlTerm reference, ErlTerm arguments, ErlPid? supervisor)
    {
        try
        {
            if (!InstalledHandler.TryReadReference(reference, out ErlAtom module, out ErlTerm id))
            {
                throw TermException.Error(Atoms.Badarg);
            }

            if (!_modules.TryGetValue(module, out Func<GenEventHandler>? create))
            {
                throw TermException.Undef(module, Init, [arguments]);
            }

            GenEventHandler code = create();
            code.SetProcess(_self, InstalledHandler.ReferenceOf(module, id));
            EventInitResult result = await code.InitAsync(arguments).ConfigureAwait(false);
            return result.Refusal is { } refusal ? (null, refusal) : (new InstalledHandler(module, id, supervisor, code), Atoms.Ok);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return (null, Caught(failure));
        }
    }

    private async ValueTask CrashAsync(InstalledHandler handler, Exception failure, ErlTerm last)
    {
        ErlTerm reason = Caught(failure);
        await EndAsync(handler, ErlTerm.Tuple(Atoms.Error, reason), last, reason, failure).ConfigureAwait(false);
    }

    /// <summary>Lets a handler clean up, and tells the log and its supervisor as the reason asks for.</summary>
    /// <returns>What its clean-up gave.</returns>
    private async ValueTask<ErlTerm> EndAsync(InstalledHandler handler, ErlTerm arguments, ErlTerm last, ErlTerm reason, Exception? cause = null)
    {
        ErlTerm result;
        try
        {
            result = await handler.Code.TerminateAsync(arguments).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            result = Caught(failure);
        }

        if (!IsOrderly(reason))
        {
            ErlTerm state = StatusTerm.ForLog(_self, handler.Code.GetState);
            ServerStatus status = handler.Code.Shown(new ServerStatus { State = state, Message = last, Reason = reason });
            EventLog.HandlerCrashed(_self, handler.Reference, Name, status, reason.Equals(status.Reason) ? cause : null);
        }

        TellSupervisor(handler.Supervisor, handler.Reference, reason);
        return result;
    }
}
