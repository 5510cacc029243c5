using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>
/// A handler of a <see cref="GenEvent"/>: gets every event that comes to its event manager. Derive from it, keep the state in fields, and make the
/// class known to the manager under the name of a module.
/// </summary>
/// <remarks>
/// <para>All handlers of a manager run in its process, one after the other: fields need no locks, and a handler that waits holds up the others.</para>
/// <para>An exception out of a method removes the handler and no other: the log gets the reason, the last event and the state, the process that
/// supervises the handler gets <c>{gen_event_EXIT, Handler, Reason}</c>, and the manager goes on.</para>
/// <code>
/// public sealed class AlarmCount : GenEventHandler
/// {
///     private long _count;
///
///     protected override ValueTask&lt;EventResult&gt; HandleEventAsync(ErlTerm message)
///     {
///         _count += message is ErlTuple and [ErlAtom("alarm"), _] ? 1 : 0;
///         return EventResult.Ok;
///     }
///
///     protected override ValueTask&lt;EventCallResult&gt; HandleCallAsync(ErlTerm request) =&gt; EventCallResult.Reply(_count);
/// }
/// </code>
/// </remarks>
public abstract class GenEventHandler
{
    private ProcessContext? _process;
    private ErlTerm? _handler;

    /// <summary>The process of the event manager. Set before <see cref="InitAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The handler is not installed.</exception>
    protected ProcessContext Process => _process ?? throw NotInstalled();

    /// <summary>What the handler is installed as: <c>Module</c> or <c>{Module, Id}</c>.</summary>
    /// <exception cref="InvalidOperationException">The handler is not installed.</exception>
    protected ErlTerm Handler => _handler ?? throw NotInstalled();

    /// <summary>Runs first; who adds the handler waits. Default: the handler is installed.</summary>
    /// <param name="arguments">
    /// What the handler is added with; for one that takes the place of another <c>{Arguments, Term}</c>, where Term is what
    /// <see cref="TerminateAsync"/> of the other gave, or <c>error</c> if there was none.
    /// </param>
    protected internal virtual ValueTask<EventInitResult> InitAsync(ErlTerm arguments) => EventInitResult.Ok;

    /// <summary>An event.</summary>
    /// <param name="message">The event.</param>
    protected internal abstract ValueTask<EventResult> HandleEventAsync(ErlTerm message);

    /// <summary>A call to this handler. Default: an exit with <c>{bad_call, Request}</c>, which removes the handler.</summary>
    /// <param name="request">The request.</param>
    protected internal virtual ValueTask<EventCallResult> HandleCallAsync(ErlTerm request)
        => throw TermException.Exit(ErlTerm.Tuple(ErlTerm.Atom("bad_call"), Shown(request)));

    /// <summary>
    /// A message to the manager that is neither event nor request, also the end of a process that it is linked to. Default: an entry in the log.
    /// </summary>
    /// <param name="message">The message.</param>
    protected internal virtual ValueTask<EventResult> HandleInfoAsync(ErlTerm message)
    {
        EventLog.UnexpectedMessage(Process, Handler, Shown(message));
        return EventResult.Ok;
    }

    /// <summary>Runs last, when the handler is taken out. Default: <c>ok</c>.</summary>
    /// <param name="arguments">
    /// What the request to delete or swap it says; <c>{stop, Reason}</c> when the process that supervises it has ended; <c>stop</c> when the manager
    /// ends; <c>remove_handler</c>; <c>{error, {'EXIT', Reason}}</c> after an exception.
    /// </param>
    /// <returns>The result of deleting it; what its successor gets.</returns>
    protected internal virtual ValueTask<ErlTerm> TerminateAsync(ErlTerm arguments) => ValueTask.FromResult<ErlTerm>(Atoms.Ok);

    /// <summary>The state as a term: what <c>sys:get_state</c> shows. Leave secrets out. Default: <c>undefined</c>.</summary>
    protected internal virtual ErlTerm GetState() => Atoms.Undefined;

    /// <summary>Puts another state in place, for <c>sys:replace_state</c>. Default: refuses.</summary>
    /// <param name="state">As <see cref="GetState"/> gives it.</param>
    /// <exception cref="TermException">The state cannot be replaced.</exception>
    protected internal virtual void SetState(ErlTerm state) => throw TermException.Error(ErlTerm.Atom("notsup"));

    /// <summary>Adapts the state to newer code, for <c>sys:change_code</c>. Default: nothing.</summary>
    /// <param name="oldVersion">The version that the state is of.</param>
    /// <param name="extra">What the request tells.</param>
    protected internal virtual ValueTask ChangeCodeAsync(ErlTerm oldVersion, ErlTerm extra) => ValueTask.CompletedTask;

    /// <summary>
    /// What of the handler may be seen in <c>sys:get_status</c> and in the log: leave secrets out here, also those in events and messages. Default:
    /// everything. When it fails, nothing is shown.
    /// </summary>
    /// <param name="status">What there is to show.</param>
    /// <returns><paramref name="status"/> with other terms in place of those that may not be seen.</returns>
    protected internal virtual ServerStatus FormatStatus(ServerStatus status) => status;

    internal ServerStatus Shown(ServerStatus status) => status.FormatBy(Process, FormatStatus, GetType().Name);

    internal void SetProcess(ProcessContext process, ErlTerm handler)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("This object is installed already; each handler needs a new one.");
        }

        (_process, _handler) = (process, handler);
    }

    private ErlTerm Shown(ErlTerm message) => Shown(new ServerStatus { Message = message }).Message ?? Atoms.Undefined;

    private static InvalidOperationException NotInstalled()
        => new("The handler is not installed yet: it gets its process when it is added, after its constructor.");
}
