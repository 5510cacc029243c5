using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>
/// A server as <c>gen_server</c> makes it: a process that handles calls, casts and other messages one after the other. Derive from it, keep the
/// state in fields, and start it with <see cref="StartLinkAsync"/> or one of the others.
/// </summary>
/// <remarks>
/// <para>One object belongs to one process, and one method of it runs at a time: fields need no locks. A method may await; the next message waits.</para>
/// <para>An exception out of a method ends the server: it is the exit reason, <see cref="TerminateAsync"/> runs, and the log gets the reason,
/// the last message and the state.</para>
/// <code>
/// public sealed class Counter : GenServer
/// {
///     private long _count;
///
///     protected override ValueTask&lt;CallResult&gt; HandleCallAsync(ErlTerm request, GenFrom from) => request switch
///     {
///         ErlAtom("next") => CallResult.Reply(++_count),
///         _ => base.HandleCallAsync(request, from),
///     };
/// }
/// </code>
/// </remarks>
public abstract partial class GenServer
{
    private ProcessContext? _process;

    /// <summary>The process of this server, as its code sees it. Set before <see cref="InitAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">The server is not started.</exception>
    protected ProcessContext Process
        => _process ?? throw new InvalidOperationException("The server has no process yet: it gets one when it starts, after its constructor.");

    /// <summary>The name of the module, as tools show it. Default: the name of the class.</summary>
    protected internal virtual ErlAtom Module => ErlTerm.Atom(GetType().Name);

    /// <summary>Runs first, in the new process; who starts it waits. Default: the server runs.</summary>
    protected internal virtual ValueTask<InitResult> InitAsync() => InitResult.Ok;

    /// <summary>A call. Default: the server ends with <c>{bad_call, Request}</c>, as a call that it does not know is a fault of the caller's side.</summary>
    /// <param name="request">The request.</param>
    /// <param name="from">Who waits; keep it to answer later.</param>
    protected internal virtual ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
        => CallResult.Stop(ErlTerm.Tuple(ErlTerm.Atom("bad_call"), Shown(request)));

    /// <summary>A cast. Default: the server ends with <c>{bad_cast, Request}</c>.</summary>
    /// <param name="request">The request.</param>
    protected internal virtual ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
        => HandleResult.Stop(ErlTerm.Tuple(ErlTerm.Atom("bad_cast"), Shown(request)));

    /// <summary>Any other message, among them <c>timeout</c> of <see cref="Next.Timeout"/>. Default: an entry in the log, and the server goes on.</summary>
    /// <param name="message">The message.</param>
    protected internal virtual ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        ServerLog.UnexpectedMessage(Process, Module, Shown(message));
        return HandleResult.NoReply;
    }

    /// <summary>What <see cref="Next.Continue"/> asked for; comes before any other message.</summary>
    /// <param name="continuation">What was given there.</param>
    protected internal virtual ValueTask<HandleResult> HandleContinueAsync(ErlTerm continuation)
        => HandleResult.Stop(ErlTerm.Tuple(ErlTerm.Atom("bad_continue"), Shown(continuation)));

    /// <summary>
    /// Runs last when the server ends by its own code, by a stop, or with its parent; when a link or <c>exit/2</c> ends it, only if it traps exits.
    /// </summary>
    /// <param name="reason">Why it ends.</param>
    protected internal virtual ValueTask TerminateAsync(ErlTerm reason) => ValueTask.CompletedTask;

    /// <summary>The state as a term: what <c>sys:get_state</c> shows, and the log of a crash as <see cref="FormatStatus"/> lets it. Default: <c>undefined</c>.</summary>
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
    /// What of the server may be seen in <c>sys:get_status</c> and in the log: leave secrets out here, also those in messages. Default: everything.
    /// When it fails, nothing is shown.
    /// </summary>
    /// <remarks>The reasons <c>{bad_call, Request}</c> and the like, which others get to know, are made of the message as it may be seen.</remarks>
    /// <param name="status">What there is to show.</param>
    /// <returns><paramref name="status"/> with other terms in place of those that may not be seen.</returns>
    protected internal virtual ServerStatus FormatStatus(ServerStatus status) => status;

    internal ServerStatus Shown(ServerStatus status) => status.FormatBy(Process, FormatStatus, Module.Name);

    private ErlTerm Shown(ErlTerm message) => Shown(new ServerStatus { Message = message }).Message ?? Atoms.Undefined;

    internal void SetProcess(ProcessContext process)
        => _process = _process is null
            ? process
            : throw new InvalidOperationException("This object serves a process already; the start needs a new one each time.");
}
