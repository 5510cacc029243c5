using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>
/// A state machine as <c>gen_statem</c> makes it: a process with a state that says how it handles events. Derive from it, keep the data in fields,
/// and start it with <see cref="StartLinkAsync"/> or one of the others.
/// </summary>
/// <remarks>
/// <para>One object belongs to one process, and one method of it runs at a time: fields need no locks. A method may await; the next event waits.</para>
/// <para>Events are handled in this order: those inserted by <see cref="StateAction.NextEvent"/>; after a change of state the postponed ones, oldest
/// first; time-outs of zero; then messages, as they came. Any event stops the event time-out, and a change of state the state time-out.</para>
/// <para>An exception out of a method ends the machine: it is the exit reason, <see cref="TerminateAsync"/> runs, and the log gets the reason, the
/// event, the queue, the state and the data.</para>
/// <para>A machine whose states fall into parts that have little in common may be several classes, which hand the process on to each other:
/// <see cref="StateAction.ChangeCallbackModule"/>, <see cref="StateAction.PushCallbackModule"/>, <see cref="StateAction.PopCallbackModule"/>.</para>
/// <code>
/// public sealed class Switch : GenStatem
/// {
///     private static readonly ErlAtom On = ErlTerm.Atom("on"), Off = ErlTerm.Atom("off");
///
///     protected override CallbackMode CallbackMode => CallbackMode.StateFunctions;
///
///     protected override ValueTask&lt;StateInit&gt; InitAsync() => StateInit.Ok(Off);
///
///     protected override Func&lt;StateEvent, ValueTask&lt;StateResult&gt;&gt;? FindState(ErlAtom state) => state.Name switch
///     {
///         "off" => e => e is (EventKind.Cast, ErlAtom("push")) ? StateResult.NextState(On) : StateResult.KeepState(),
///         "on" => e => e is (EventKind.Cast, ErlAtom("push")) ? StateResult.NextState(Off) : StateResult.KeepState(),
///         _ => null,
///     };
/// }
/// </code>
/// </remarks>
public abstract partial class GenStatem
{
    private ProcessContext? _process;

    /// <summary>The process of this machine, as its code sees it. Set before <see cref="InitAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The machine is not started.</exception>
    protected ProcessContext Process
        => _process ?? throw new InvalidOperationException("The machine has no process yet: it gets one when it starts, after its constructor.");

    /// <summary>The name of the module, as tools show it. Default: the name of the class.</summary>
    protected internal virtual ErlAtom Module => ErlTerm.Atom(GetType().Name);

    /// <summary>Which methods handle events. Asked when the machine has its first state, when another object takes over, and after a change of code.</summary>
    protected internal abstract CallbackMode CallbackMode { get; }

    /// <summary>
    /// Whether a state is told that it was entered (<c>state_enter</c>): its method gets <see cref="EventKind.Enter"/> first, also for the very
    /// first state. There it may neither change the state nor postpone nor insert events. Default: no. Asked when <see cref="CallbackMode"/> is.
    /// </summary>
    protected internal virtual bool HasStateEnter => false;

    /// <summary>
    /// Runs first, in the new process; who starts it waits. Default: the start fails with <c>undef</c>. A class whose objects only take a process
    /// over, from another machine or by <see cref="EnterLoopAsync"/>, need not have one.
    /// </summary>
    protected internal virtual ValueTask<StateInit> InitAsync() => throw TermException.Undef(Module, ErlTerm.Atom("init"), [Atoms.Undefined]);

    /// <summary>The method of a state, for <see cref="CallbackMode.StateFunctions"/>. Asked when a state is entered. Default: none.</summary>
    /// <param name="state">The state.</param>
    /// <returns><see langword="null"/> for what is no state of this machine; it ends with <c>undef</c> then.</returns>
    protected internal virtual Func<StateEvent, ValueTask<StateResult>>? FindState(ErlAtom state) => null;

    /// <summary>Handles an event, for <see cref="CallbackMode.HandleEventFunction"/>. Default: the machine ends with <c>undef</c>.</summary>
    /// <param name="stateEvent">The event.</param>
    /// <param name="state">The state that it comes in.</param>
    protected internal virtual ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
        => throw TermException.Undef(Module, ErlTerm.Atom("handle_event"), [stateEvent.TypeToTerm(), stateEvent.Content, state, GetData()]);

    /// <summary>
    /// Runs last when the machine ends by its own code, by a stop, or with its parent; when a link or <c>exit/2</c> ends it, only if it traps exits.
    /// </summary>
    /// <param name="reason">Why it ends.</param>
    /// <param name="state">Its last state.</param>
    protected internal virtual ValueTask TerminateAsync(ErlTerm reason, ErlTerm state) => ValueTask.CompletedTask;

    /// <summary>The data as a term: what <c>sys:get_state</c> shows beside the state, and the log of a crash. Leave secrets out. Default: <c>undefined</c>.</summary>
    protected internal virtual ErlTerm GetData() => Atoms.Undefined;

    /// <summary>Puts other data in place, for <c>sys:replace_state</c>. Not called when they stay the same. Default: refuses.</summary>
    /// <param name="data">As <see cref="GetData"/> gives them.</param>
    /// <exception cref="TermException">The data cannot be replaced.</exception>
    protected internal virtual void SetData(ErlTerm data) => throw TermException.Error(ErlTerm.Atom("notsup"));

    /// <summary>Adapts state and data to newer code, for <c>sys:change_code</c>. Default: they stay.</summary>
    /// <param name="oldVersion">The version that they are of.</param>
    /// <param name="state">The state.</param>
    /// <param name="extra">What the request tells.</param>
    /// <returns>The state to go on in; its entry is not called.</returns>
    protected internal virtual ValueTask<ErlTerm> ChangeCodeAsync(ErlTerm oldVersion, ErlTerm state, ErlTerm extra) => new(state);

    /// <summary>What <c>sys:get_status</c> shows, and the log of a crash: the place to take secrets out. Default: everything.</summary>
    /// <param name="status">What there is to show.</param>
    protected internal virtual StateMachineStatus FormatStatus(StateMachineStatus status) => status;

    /// <summary>Gives the object its process. The same one may come again, as objects are handed on and back.</summary>
    internal void SetProcess(ProcessContext process)
    {
        if (Interlocked.CompareExchange(ref _process, process, null) is { } other && !ReferenceEquals(other, process))
        {
            throw new InvalidOperationException("This object serves a process already; another process needs a new one.");
        }
    }
}
