using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>The process of a <see cref="GenEvent"/>: its messages, one after the other. It traps exits.</summary>
internal sealed partial class GenEventLoop : IBehaviourLoop
{
    private readonly ProcessContext _self;
    private readonly IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> _modules;
    private readonly StartOptions _options;
    private readonly ErlTerm _parent;
    private readonly SystemMessages _system;

    /// <summary>The newest first, which is the order in which they get events.</summary>
    private readonly List<InstalledHandler> _handlers = [];

    public GenEventLoop(
        ProcessContext self, IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> modules, ErlTerm parent, StartOptions options)
    {
        _self = self;
        _modules = modules;
        _options = options;
        _parent = parent;
        _system = new SystemMessages(self, parent, this, options.Debug);
    }

    private ErlTerm Name => _options.Name?.Term ?? _self.Self;

    public ValueTask<StartResult?> InitAsync()
    {
        _self.TrapExit = true;
        return default;
    }

    public async Task RunAsync()
    {
        while (await HandleAsync(await _self.ReceiveAsync().ConfigureAwait(false)).ConfigureAwait(false))
        {
        }
    }

    /// <returns>False when the manager ends.</returns>
    private async ValueTask<bool> HandleAsync(ErlTerm message)
    {
        if (await _system.TryHandleAsync(message).ConfigureAwait(false))
        {
            return true;
        }

        if (_system.Debug is not null)
        {
            await _system.Debug.NoteAsync(EventText.Received(message)).ConfigureAwait(false);
        }

        if (GenEventRequest.TryReadNotify(message, out ErlTerm? told))
        {
            await NotifyAsync(told).ConfigureAwait(false);
        }
        else if (GenMessage.TryReadExit(message, out ErlPid? ended, out ErlTerm? reason))
        {
            await RemoveSupervisedAsync(ended, reason).ConfigureAwait(false);
            await InformAsync(message).ConfigureAwait(false);
        }
        else if (!GenEventRequest.TryRead(message, out GenFrom from, out ErlTerm? request))
        {
            await InformAsync(message).ConfigureAwait(false);
        }
        else if (request == Atoms.Stop)
        {
            await EndHandlersAsync().ConfigureAwait(false);
            from.Reply(_self, Atoms.Ok);
            return false;
        }
        else if (await AnswerAsync(request).ConfigureAwait(false) is { } answer)
        {
            from.Reply(_self, answer);
        }
        else
        {
            await InformAsync(message).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>The answer, or <see langword="null"/> when the request is none.</summary>
    private async ValueTask<ErlTerm?> AnswerAsync(ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom verb, var message] when verb == GenEventRequest.SyncNotifyAtom:
                await NotifyAsync(message).ConfigureAwait(false);
                return Atoms.Ok;
            case ErlTuple and [ErlAtom verb, var handler, var query] when verb == Atoms.Call:
                return await CallAsync(handler, query).ConfigureAwait(false);
            case ErlTuple and [ErlAtom verb, var handler, var arguments] when verb == GenEventRequest.AddHandler:
                return await AddAsync(handler, arguments, null).ConfigureAwait(false);
            case ErlTuple and [ErlAtom verb, var handler, var arguments, ErlPid supervisor] when verb == GenEventRequest.AddSupHandler:
                return await AddAsync(handler, arguments, supervisor).ConfigureAwait(false);
            case ErlTuple and [ErlAtom verb, var handler, var arguments] when verb == GenEventRequest.DeleteHandler:
                return await DeleteAsync(handler, arguments).ConfigureAwait(false);
            case ErlTuple and [ErlAtom verb, var old, var end, var successor, var start] when verb == GenEventRequest.SwapHandler:
                return await SwapAsync(old, new HandlerSwap(end, successor, start), null).ConfigureAwait(false);
            case ErlTuple and [ErlAtom verb, var old, var end, var successor, var start, ErlPid supervisor] when verb == GenEventRequest.SwapSupHandler:
                return await SwapAsync(old, new HandlerSwap(end, successor, start), supervisor).ConfigureAwait(false);
            case ErlAtom which when which == GenEventRequest.WhichHandlers:
                return ErlTerm.List([.. _handlers.Select(handler => handler.Reference)]);
            case ErlAtom modules when modules == GenEventRequest.GetModules:
                return ErlTerm.List([.. _handlers.Select(handler => (ErlTerm)handler.Module).Distinct().Order()]);
            default:
                return null;
        }
    }
}
