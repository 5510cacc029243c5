using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>The process of a <see cref="GenServer"/>: start, loop, end.</summary>
internal sealed class GenServerLoop : ISystemCallbacks
{
    private readonly ProcessContext _self;
    private readonly GenServer _server;
    private readonly StartOptions _options;
    private readonly SystemMessages _system;
    private ErlTerm? _last;

    public GenServerLoop(ProcessContext self, GenServer server, ErlTerm parent, StartOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        _self = self;
        _server = server;
        _options = options;
        _system = new SystemMessages(self, parent, this, options.Debug);
        server.SetProcess(self);
    }

    public ErlAtom Module => _server.Module;

    private ErlTerm Name => _options.Name?.Reference ?? _self.Self;

    public async Task RunAsync(InitAck ack)
    {
        Next next = await InitAsync(ack).ConfigureAwait(false);
        while (true)
        {
            next = await StepAsync(next).ConfigureAwait(false);
        }
    }

    public ErlTerm GetState() => _server.GetState();

    public void ReplaceState(ErlTerm state) => _server.SetState(state);

    public ErlTerm GetStatus(ErlAtom mode, ErlTerm parent, ErlTerm log)
        => StatusTerm.Of("Status for generic server", Name, mode, parent, log, _server.FormatStatus());

    public string Describe(ErlTerm systemEvent) => EventText.Of(Name, systemEvent);

    public ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra) => _server.ChangeCodeAsync(oldVersion, extra);

    public ValueTask TerminateAsync(ErlTerm reason) => EndAsync(reason, null, default);

    private async ValueTask<Next> InitAsync(InitAck ack)
    {
        await Registration.RegisterAsync(_self, _options.Name, ack).ConfigureAwait(false);
        InitResult result;
        try
        {
            result = await _server.InitAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            ErlTerm reason = ExitReasons.Of(failure);
            if (!ProcLib.IsOrderly(reason))
            {
                ServerLog.Terminating(_self, Name, null, Atoms.Undefined, reason, failure);
            }

            await Registration.UnregisterAsync(_self, _options.Name).ConfigureAwait(false);
            ack.Fail(StartResult.Failed(reason), reason);
            throw;
        }

        if (result.IsIgnored)
        {
            await Registration.UnregisterAsync(_self, _options.Name).ConfigureAwait(false);
            ack.Fail(StartResult.Ignore, Atoms.Normal);
        }

        if (result.StopReason is { } stop)
        {
            await Registration.UnregisterAsync(_self, _options.Name).ConfigureAwait(false);
            ack.Fail(StartResult.Failed(stop), stop);
        }

        ack.Ok();
        return result.Next;
    }

    private async ValueTask<Next> StepAsync(Next next)
    {
        ErlTerm? message = next.Continuation is not null ? null
            : next.After is { } timeout ? await _self.ReceiveAsync(timeout).ConfigureAwait(false) ?? Atoms.Timeout
            : await _self.ReceiveAsync().ConfigureAwait(false);
        if (message is not null && await _system.TryHandleAsync(message).ConfigureAwait(false))
        {
            return next;
        }

        _last = message ?? next.Continuation;
        Exception? cause = null;
        Outcome outcome;
        try
        {
            outcome = message is null
                ? new Outcome(await _server.HandleContinueAsync(next.Continuation!).ConfigureAwait(false))
                : await HandleAsync(message).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            cause = failure;
            outcome = new Outcome(HandleResult.Stop(ExitReasons.Of(failure)));
        }

        if (outcome.StopReason is { } reason)
        {
            await EndAsync(reason, cause, outcome).ConfigureAwait(false);
        }

        outcome.Reply(_self);
        if (_system.Debug is not null)
        {
            await _system.Debug.NoteAsync(outcome.ToEvent(GetState())).ConfigureAwait(false);
        }

        return outcome.Next;
    }

    private async ValueTask<Outcome> HandleAsync(ErlTerm message)
    {
        if (_system.Debug is not null)
        {
            await _system.Debug.NoteAsync(EventText.Received(message)).ConfigureAwait(false);
        }

        if (GenMessage.TryReadCall(message, out GenFrom from, out ErlTerm? request))
        {
            return new Outcome(await _server.HandleCallAsync(request, from).ConfigureAwait(false), from);
        }

        return new Outcome(GenMessage.TryReadCast(message, out request)
            ? await _server.HandleCastAsync(request).ConfigureAwait(false)
            : await _server.HandleInfoAsync(message).ConfigureAwait(false));
    }

    /// <summary>Lets the server clean up, reports an end that is not orderly, and ends the process.</summary>
    private async ValueTask EndAsync(ErlTerm reason, Exception? cause, Outcome outcome)
    {
        try
        {
            await _server.TerminateAsync(reason).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            (reason, cause) = (ExitReasons.Of(failure), failure);
        }

        if (!ProcLib.IsOrderly(reason))
        {
            ServerLog.Terminating(_self, Name, _last, SafeState(), reason, cause);
        }

        outcome.Reply(_self);
        throw TermException.Exit(reason);
    }

    /// <summary>The state for the log, also when the server cannot give it any more.</summary>
    private ErlTerm SafeState()
    {
        try
        {
            return _server.FormatStatus();
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            return ErlTerm.Tuple(ErlTerm.Atom("no_state"), ExitReasons.Of(failure));
        }
    }

    /// <summary>What a handler gave back, whichever it was.</summary>
    private readonly struct Outcome
    {
        private readonly ErlTerm? _answer;
        private readonly GenFrom _from;

        public Outcome(CallResult result, GenFrom from)
            => (Next, StopReason, _answer, _from) = (result.Next, result.StopReason, result.Answer, from);

        public Outcome(HandleResult result) => (Next, StopReason) = (result.Next, result.StopReason);

        public Next Next { get; }

        public ErlTerm? StopReason { get; }

        public void Reply(ProcessContext self)
        {
            if (_answer is not null)
            {
                _from.Reply(self, _answer);
            }
        }

        public ErlTerm ToEvent(ErlTerm state)
            => _answer is null ? EventText.NoReply(state) : EventText.Sent(_answer, _from, state);
    }
}
