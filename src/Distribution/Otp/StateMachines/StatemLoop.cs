using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>The process of a <see cref="GenStatem"/>: start, the order of events, end.</summary>
internal sealed partial class StatemLoop : IBehaviourLoop
{
    private static readonly StateEvent InitState = StateEvent.Internal(ErlTerm.Atom("init_state"));

    private readonly ProcessContext _self;
    private readonly StartOptions _options;
    private readonly SystemMessages _system;
    private readonly StatemTimers _timers;

    /// <summary>Events to be handled before anything is read; the next one stands last.</summary>
    private readonly List<StateEvent> _queue = [];

    /// <summary>Oldest first.</summary>
    private readonly List<StateEvent> _postponed = [];

    /// <summary>Objects that come back when the present one is popped.</summary>
    private readonly Stack<GenStatem> _below = [];

    private GenStatem _machine;
    private StateInit _first;
    private ErlTerm _state = Atoms.Undefined;
    private StateEvent? _current;
    private CallbackMode _mode;
    private bool _hasStateEnter;

    /// <summary>The method of the state that was asked for last.</summary>
    private (ErlAtom? State, Func<StateEvent, ValueTask<StateResult>>? Body) _function;

    public StatemLoop(ProcessContext self, GenStatem machine, ErlTerm parent, StartOptions options)
    {
        _self = self;
        _machine = machine;
        _options = options;
        _system = new SystemMessages(self, parent, this, options.Debug);
        _timers = new StatemTimers(self);
        machine.SetProcess(self);
    }

    private TimeProvider Clock => _self.Node.TimeProvider;

    private ErlTerm Name => _options.Name?.Term ?? _self.Self;

    public async ValueTask<StartResult?> InitAsync()
    {
        _first = await _machine.InitAsync().ConfigureAwait(false);
        return _first.State is not null ? null : _first.StopReason is { } stop ? StartResult.Failed(stop) : StartResult.Ignore;
    }

    public Task RunAsync() => RunAsync(_first);

    /// <summary>As <see cref="RunAsync()"/>, in a process that has a first state already.</summary>
    public async Task RunAsync(StateInit first)
    {
        await BeginAsync(first).ConfigureAwait(false);
        while (true)
        {
            await StepAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The first state is entered as by an event, which is nobody's and cannot be postponed.</summary>
    private async ValueTask BeginAsync(StateInit first)
    {
        _state = first.State!;
        _current = InitState;
        await AskCallbackModeAsync().ConfigureAwait(false);
        if (_system.Debug is not null)
        {
            await _system.Debug.NoteAsync(StatemEventText.Entered(Module, _state)).ConfigureAwait(false);
        }

        await TransitAsync(
            StateResult.RepeatState([.. first.Actions, StateAction.DoNotPostpone])).ConfigureAwait(false);
    }

    private async ValueTask StepAsync()
    {
        if (_queue.Count > 0)
        {
            _current = _queue[^1];
            _queue.RemoveAt(_queue.Count - 1);
        }
        else if (await NextAsync().ConfigureAwait(false) is { } received)
        {
            if (_system.Debug is not null)
            {
                await _system.Debug.NoteAsync(StatemEventText.Received(received, _state)).ConfigureAwait(false);
            }

            _current = received;
        }
        else
        {
            return;
        }

        await TransitAsync(await InvokeAsync(_current.Value, _state).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>A time-out of zero, else what is read next; null for what is no event.</summary>
    private async ValueTask<StateEvent?> NextAsync()
    {
        if (_timers.TryTakeDue(out StateEvent due))
        {
            return due;
        }

        ErlTerm message = await _self.ReceiveAsync().ConfigureAwait(false);
        if (await _system.TryHandleAsync(message).ConfigureAwait(false))
        {
            return null;
        }

        return _timers.TryTake(message, out StateEvent timeout) switch
        {
            true => timeout,
            false => StateEvent.Of(message),
            null => null,
        };
    }

    private async ValueTask AskCallbackModeAsync()
    {
        try
        {
            (_mode, _hasStateEnter) = ModeOf(_machine);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            await CrashAsync(failure, _state).ConfigureAwait(false);
        }
    }

    /// <summary>What an object says of itself. A term that it throws, and a number that is no mode, are none of Erlang's answers.</summary>
    private static (CallbackMode Mode, bool HasStateEnter) ModeOf(GenStatem machine)
    {
        ErlTerm bad;
        try
        {
            CallbackMode mode = machine.CallbackMode;
            if (Enum.IsDefined(mode))
            {
                return (mode, machine.HasStateEnter);
            }

            bad = (int)mode;
        }
        catch (TermException thrown) when (thrown.Class == TermExceptionClass.Throw)
        {
            bad = thrown.Reason;
        }

        throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("bad_return_from_callback_mode"), bad));
    }

    private async ValueTask<StateResult> InvokeAsync(StateEvent stateEvent, ErlTerm state)
    {
        try
        {
            return _mode == CallbackMode.HandleEventFunction
                ? await _machine.HandleEventAsync(stateEvent, state).ConfigureAwait(false)
                : await FunctionOf(state, stateEvent)(stateEvent).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            if (failure is TermException { Class: TermExceptionClass.Throw } thrown)
            {
                // A thrown term counts as a result in Erlang, and no term is one here.
                await MisuseAsync("bad_return_from_state_function", thrown.Reason, state).ConfigureAwait(false);
            }

            // An entry that fails leaves the machine in the state before.
            await CrashAsync(failure, _state).ConfigureAwait(false);
            throw;
        }
    }

    private Func<StateEvent, ValueTask<StateResult>> FunctionOf(ErlTerm state, StateEvent stateEvent)
    {
        if (_function.Body is { } known && ReferenceEquals(_function.State, state))
        {
            return known;
        }

        ErlAtom name = state as ErlAtom ?? throw TermException.Error(Atoms.Badarg);
        Func<StateEvent, ValueTask<StateResult>> found = _machine.FindState(name)
            ?? throw TermException.Undef(Module, name, [stateEvent.TypeToTerm(), stateEvent.Content, _machine.GetData()]);
        _function = (name, found);
        return found;
    }

    private ValueTask CrashAsync(Exception failure, ErlTerm state) => EndAsync(ExitReasons.Of(failure), failure, state);
}
