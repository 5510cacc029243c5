using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <content>The sys protocol: the state is a list with an entry for each handler.</content>
internal sealed partial class GenEventLoop : ISystemCallbacks
{
    private static readonly ErlAtom ModuleName = ErlTerm.Atom("gen_event");

    public ErlAtom Module => ModuleName;

    /// <summary>What Erlang's gen_event gives debug functions: the name.</summary>
    public ErlTerm EventContext => Name;

    /// <summary><c>[{Module, Id, State}]</c>.</summary>
    public ErlTerm GetState() => ErlTerm.List([.. _handlers.Select(handler => handler.ToState())]);

    public void ReplaceState(ErlTerm state) => throw TermException.Error(ErlTerm.Atom("notsup"));

    /// <summary>The function gets each handler's entry; where it fails, or gives no entry of that handler, the state stays.</summary>
    public async ValueTask<ErlTerm> ReplaceStateAsync(Func<ErlTerm, ValueTask<ErlTerm>> change)
    {
        foreach (InstalledHandler handler in _handlers)
        {
            try
            {
                if (await change(handler.ToState()).ConfigureAwait(false) is ErlTuple and [var module, var id, var state]
                    && handler.Module.Equals(module) && handler.Id.Equals(id))
                {
                    handler.Code.SetState(state);
                }
            }
            catch (Exception) when (!_self.IsDead)
            {
                // As in Erlang: the answer shows who has asked that the old state is still there.
            }
        }

        return GetState();
    }

    /// <summary>What every handler lets be seen.</summary>
    public ServerStatus Show(ServerStatus status) => _handlers.Aggregate(status, (shown, handler) => handler.Code.Shown(shown));

    public ErlTerm GetStatus(ErlAtom mode, ErlTerm parent, ErlTerm log)
        => ErlTerm.List(
            StatusTerm.HeaderOf("Status for event handler", Name),
            StatusTerm.DataOf(StatusTerm.Pair("Status", mode), StatusTerm.Pair("Logged Events", Show(new ServerStatus { Log = (ErlList)log }).Log), StatusTerm.Pair("Parent", parent)),
            ErlTerm.Tuple(ErlTerm.Atom("items"), StatusTerm.Pair("Installed handlers", ErlTerm.List([.. _handlers.Select(handler => handler.ToStatus())]))));

    public string Describe(ErlTerm systemEvent) => systemEvent switch
    {
        ErlTuple and [ErlAtom("in"), var message] when GenEventRequest.TryReadNotify(message, out ErlTerm? told) => $"*DBG* {Name} got event {told}",
        ErlTuple and [ErlAtom("in"), var message] when GenEventRequest.TryRead(message, out GenFrom _, out ErlTerm? request)
            && request is ErlTuple and [ErlAtom verb, var handler, var query] && verb == Atoms.Call => $"*DBG* {Name}({handler}) got call {query}",
        ErlTuple and [ErlAtom("in"), var message] => $"*DBG* {Name} got {message}",
        _ => $"*DBG* {Name} : {systemEvent}",
    };

    public ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra) => ChangeCodeAsync(ModuleName, oldVersion, extra);

    /// <summary>Only the handlers of that module.</summary>
    public async ValueTask ChangeCodeAsync(ErlAtom module, ErlTerm oldVersion, ErlTerm extra)
    {
        foreach (InstalledHandler handler in _handlers.Where(handler => handler.Module == module))
        {
            await handler.Code.ChangeCodeAsync(oldVersion, extra).ConfigureAwait(false);
        }
    }

    public async ValueTask TerminateAsync(ErlTerm reason)
    {
        await EndHandlersAsync().ConfigureAwait(false);
        throw TermException.Exit(reason);
    }
}
