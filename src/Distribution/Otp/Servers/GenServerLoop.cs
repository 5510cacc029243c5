using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>The process of a <see cref="GenServer"/>: start, loop, end.</summary>
internal sealed partial class GenServerLoop : IBehaviourLoop, ISystemCallbacks
{
    private static readonly ErlAtom GenServerAtom = ErlTerm.Atom("gen_server");
    private static readonly ErlAtom BadReturnValue = ErlTerm.Atom("bad_return_value");

    private readonly ProcessContext _self;
    private readonly GenServer _server;
    private readonly StartOptions _options;
    private readonly SystemMessages _system;

    /// <summary>What the server does first.</summary>
    private Next _first;

    public GenServerLoop(ProcessContext self, GenServer server, ErlTerm parent, StartOptions options)
    {
        _self = self;
        _server = server;
        _options = options;
        _system = new SystemMessages(self, parent, this, options.Debug);
        server.SetProcess(self);
    }

    /// <summary>The behaviour, as in Erlang; the class is in <c>$initial_call</c>.</summary>
    public ErlAtom Module => GenServerAtom;

    /// <summary>What Erlang's gen_server gives debug functions: the name.</summary>
    public ErlTerm EventContext => Name;

    private ErlTerm Name => _options.Name?.Term ?? _self.Self;

    public async ValueTask<StartResult?> InitAsync()
    {
        InitResult result = await _server.InitAsync().ConfigureAwait(false);
        _first = result.Next;
        return result.IsIgnored ? StartResult.Ignore : result.StopReason is { } stop ? StartResult.Failed(stop) : null;
    }

    public Task RunAsync() => RunAsync(_first);

    /// <summary>Handles messages until the process ends.</summary>
    /// <param name="next">What the server does first.</param>
    public async Task RunAsync(Next next)
    {
        // The only await of the usual case is the one for a message: a step that awaits nothing costs no state machine.
        while (true)
        {
            ErlTerm? message = next.Continuation is not null ? null
                : next.After is { } timeout ? await _self.ReceiveAsync(timeout).ConfigureAwait(false) ?? Atoms.Timeout
                : await _self.ReceiveAsync().ConfigureAwait(false);
            if (message is not null && SystemMessages.MayBeFor(message) && await _system.TryHandleAsync(message).ConfigureAwait(false))
            {
                continue;
            }

            ValueTask<Next> step = message is null ? ContinueAsync(next.Continuation!) : StepAsync(message);
            next = step.IsCompletedSuccessfully ? step.Result : await step.ConfigureAwait(false);
        }
    }

    public ErlTerm GetState() => _server.GetState();

    public void ReplaceState(ErlTerm state) => _server.SetState(state);

    public ErlTerm GetStatus(ErlAtom mode, ErlTerm parent, ErlTerm log)
    {
        ServerStatus status = Show(new ServerStatus { State = _server.GetState(), Log = (ErlList)log });
        return StatusTerm.Of("Status for generic server", Name, mode, parent, status.Log, status.State ?? Atoms.Undefined);
    }

    public ServerStatus Show(ServerStatus status) => _server.Shown(status);

    public string Describe(ErlTerm systemEvent) => EventText.Of(Name, systemEvent);

    public ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra) => _server.ChangeCodeAsync(oldVersion, extra);

    public ValueTask TerminateAsync(ErlTerm reason) => EndAsync(reason, null, default, default);

    public ValueTask ParentEndedAsync(ErlTerm message, ErlTerm reason) => EndAsync(reason, null, default, new Handled(message, null));

    /// <summary>A thrown value stands for a returned one, and none that is thrown is a result of a handler.</summary>
    private static ErlTerm ReasonOf(Exception failure) => failure is TermException { Class: TermExceptionClass.Throw } thrown
        ? ErlTerm.Tuple(BadReturnValue, thrown.Reason)
        : ExitReasons.Of(failure);

    /// <summary>What is being handled: the message, a call without its envelope, and who called.</summary>
    private readonly record struct Handled(ErlTerm? Message, GenFrom? Client);
}
