using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>What the machine tells of itself: to the sys protocol, and to the log when it ends.</content>
internal sealed partial class StatemLoop : ISystemCallbacks
{
    private const string HeaderText = "Status for state machine";

    private static readonly ErlAtom GenStatemAtom = ErlTerm.Atom("gen_statem");
    private static readonly ErlAtom Header = ErlTerm.Atom("header");
    private static readonly ErlAtom Data = ErlTerm.Atom("data");

    /// <summary>As Erlang's tools know it: the behaviour. The module stands in the status itself.</summary>
    ErlAtom ISystemCallbacks.Module => GenStatemAtom;

    /// <summary>What Erlang's gen_statem gives debug functions: the name.</summary>
    ErlTerm ISystemCallbacks.EventContext => Name;

    public ErlTerm GetState() => ErlTerm.Tuple(_state, _machine.GetData());

    public void ReplaceState(ErlTerm state)
    {
        if (state is not (ErlTuple and [var name, var data]))
        {
            throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("badmatch"), state));
        }

        if (!data.Equals(_machine.GetData()))
        {
            _machine.SetData(data);
        }

        _state = name;
    }

    public ErlTerm GetStatus(ErlAtom mode, ErlTerm parent, ErlTerm log)
    {
        StateMachineStatus status = Formatted(null, (ErlList)log, Waiting);
        return ErlTerm.List(
            ErlTerm.Tuple(Header, Name is ErlAtom or ErlPid ? ErlTerm.CharList($"{HeaderText} {NameText}") : ErlTerm.Tuple(ErlTerm.CharList(HeaderText), Name)),
            ErlTerm.Tuple(Data, ErlTerm.List(
                Pair("Status", mode),
                Pair("Parent", parent),
                Pair("Modules", Modules),
                Pair("Time-outs", ErlTerm.Tuple(_timers.Count, status.Timeouts)),
                Pair("Logged Events", status.Log),
                Pair("Postponed", status.Postponed))),
            ErlTerm.Tuple(Data, ErlTerm.List(Pair("State", ErlTerm.Tuple(status.State, status.Data)))));
    }

    /// <summary>In the report of a crash a message that was not read is an event that waits.</summary>
    public ServerStatus Show(ServerStatus status)
    {
        ErlList queue = status.Message is { } message ? ErlTerm.List(StateEvent.Info(message).ToTerm()) : ErlList.Empty;
        StateMachineStatus shown = Formatted(status.Reason, ErlList.Empty, queue);
        return new ServerStatus { Reason = shown.Reason, Message = shown.Queue is [ErlTuple and [_, var content], ..] ? content : null };
    }

    public string Describe(ErlTerm systemEvent) => StatemEventText.Of(Name, systemEvent);

    public async ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra)
    {
        ErlTerm state = await _machine.ChangeCodeAsync(oldVersion, _state, extra).ConfigureAwait(false);
        (_mode, _hasStateEnter) = ModeOf(_machine);
        _state = state;
        _function = default;
    }

    public ValueTask TerminateAsync(ErlTerm reason) => EndAsync(reason, null, _state);

    private ErlAtom Module => _machine.Module;

    /// <summary>The event under way and those that come next.</summary>
    private ErlList Waiting => _current is { } current ? ListOf(_queue.Append(current).Reverse()) : ErlList.Empty;

    /// <summary>The modules of all objects, the present one first.</summary>
    private ErlList Modules => ErlTerm.List([Module, .. _below.Select(machine => machine.Module)]);

    private string NameText => Name is ErlAtom atom ? atom.Name : Name.ToString();

    /// <summary>Lets the machine clean up, reports an end that is not orderly, and ends the process.</summary>
    /// <param name="reason">The exit reason.</param>
    /// <param name="cause">What was thrown, if anything.</param>
    /// <param name="state">The state that it ends in.</param>
    private async ValueTask EndAsync(ErlTerm reason, Exception? cause, ErlTerm state)
    {
        _state = state;
        bool isOrderly = ProcLib.IsOrderly(reason);
        try
        {
            await _machine.TerminateAsync(WithoutStack(reason, cause), state).ConfigureAwait(false);
        }
        catch (TermException thrown) when (thrown.Class == TermExceptionClass.Throw && !_self.IsDead)
        {
            // A thrown value stands for a returned one, which nobody looks at.
        }
        catch (Exception failure) when (!_self.IsDead)
        {
            (reason, cause, isOrderly) = (ExitReasons.Of(failure), failure, false);
        }

        if (isOrderly)
        {
            await NoteAsync(static on => StatemEventText.Terminated(on.Reason, on.State), (Reason: reason, State: state)).ConfigureAwait(false);
        }
        else
        {
            GenFrom? client = _current is { Kind: EventKind.Call } call ? call.From : null;
            StateMachineStatus status = Formatted(reason, _system.Debug?.Log ?? ErlList.Empty, Waiting);
            StatemLog.Terminating(_self, Name, status, Modules, ModeToTerm(), client, cause);
        }

        throw TermException.Exit(reason);
    }

    /// <summary>The reason as the machine is told it: that of a fault is without the stack, which only the exit reason carries.</summary>
    internal static ErlTerm WithoutStack(ErlTerm reason, Exception? cause)
        => cause is not (null or TermException { Class: TermExceptionClass.Exit }) && reason is ErlTuple and [var fault, _] ? fault : reason;

    /// <summary>What there is to show, as the machine wants it shown; when it cannot say, its data and events stay hidden.</summary>
    private StateMachineStatus Formatted(ErlTerm? reason, ErlList log, ErlList queue)
    {
        try
        {
            return _machine.FormatStatus(new StateMachineStatus
            {
                State = _state,
                Data = _machine.GetData(),
                Reason = reason,
                Queue = queue,
                Postponed = ListOf(Enumerable.Reverse(_postponed)),
                Timeouts = _timers.ToTerm(),
                Log = log,
            });
        }
        catch (Exception) when (!_self.IsDead)
        {
            return new StateMachineStatus
            {
                State = _state,
                Data = ErlTerm.CharList($"{Module.Name}:format_status/1 crashed"),
                Reason = reason,
                Queue = ErlList.Empty,
                Postponed = ErlList.Empty,
                Timeouts = ErlList.Empty,
                Log = ErlList.Empty,
            };
        }
    }

    /// <summary>What <c>callback_mode/0</c> would say.</summary>
    private ErlTerm ModeToTerm()
    {
        ErlAtom mode = ErlTerm.Atom(_mode == CallbackMode.StateFunctions ? "state_functions" : "handle_event_function");
        return _hasStateEnter ? ErlTerm.List(mode, ErlTerm.Atom("state_enter")) : mode;
    }

    private static ErlList ListOf(IEnumerable<StateEvent> events) => ErlTerm.List([.. events.Select(each => each.ToTerm())]);

    private static ErlTuple Pair(string key, ErlTerm value) => ErlTerm.Tuple(ErlTerm.CharList(key), value);
}
