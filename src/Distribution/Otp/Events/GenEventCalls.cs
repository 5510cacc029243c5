using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>Events and requests to event managers, here or on any node of the cluster: a <see cref="GenEvent"/>, or a gen_event in Erlang.</summary>
/// <remarks>
/// <para>A manager is named by its pid, by <c>Name</c>, <c>{Name, Node}</c>, <c>{global, Name}</c> or <c>{via, Module, Name}</c>; a handler by
/// <c>Module</c> or <c>{Module, Id}</c>.</para>
/// <para>A request without an answer throws a <see cref="TermException"/>, an exit as in Erlang: <c>noproc</c> when there is no such process,
/// <c>{nodedown, Node}</c> when its node cannot be reached, or what the manager ended with meanwhile. Requests other than
/// <see cref="CallHandlerAsync"/> wait for ever.</para>
/// </remarks>
public static class GenEventCalls
{
    private static readonly ErlAtom GenEventAtom = ErlTerm.Atom("gen_event");

    extension(ProcessContext self)
    {
        /// <summary>Tells a manager of an event and does not wait; whether it is there, nobody learns.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="message">The event.</param>
        /// <exception cref="ArgumentException"><paramref name="manager"/> names no process.</exception>
        public void Notify(ErlTerm manager, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(message);
            if (ServerName.Find(self.Node, manager) is { } destination)
            {
                self.TrySend(destination, GenEventRequest.Notify(message));
            }
        }

        /// <summary>Tells a manager of an event and waits until every handler has handled it.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="message">The event.</param>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public async Task SyncNotifyAsync(ErlTerm manager, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(message);
            await AskAsync(self, manager, ErlTerm.Tuple(GenEventRequest.SyncNotifyAtom, message)).ConfigureAwait(false);
        }

        /// <summary>Installs a handler. It gets events before those that are there already.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="handler"><c>Module</c>, or <c>{Module, Id}</c> where a module is installed more than once.</param>
        /// <param name="arguments">What the handler is initialised with.</param>
        /// <returns><c>ok</c>; <c>{'EXIT', Reason}</c> when the initialisation fails, or the module is not known there; else what it refused with.</returns>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public Task<ErlTerm> AddHandlerAsync(ErlTerm manager, ErlTerm handler, ErlTerm arguments)
        {
            ArgumentNullException.ThrowIfNull(handler);
            ArgumentNullException.ThrowIfNull(arguments);
            return AskAsync(self, manager, ErlTerm.Tuple(GenEventRequest.AddHandler, handler, arguments));
        }

        /// <summary>
        /// Installs a handler that goes with this process: it is removed when the process ends, and the process gets
        /// <c>{gen_event_EXIT, Handler, Reason}</c> when the handler goes. The two processes are linked.
        /// </summary>
        /// <param name="manager">The manager.</param>
        /// <param name="handler">As for <see cref="AddHandlerAsync"/>.</param>
        /// <param name="arguments">What the handler is initialised with.</param>
        /// <returns>As <see cref="AddHandlerAsync"/>. Reason of the message is <c>normal</c>, <c>shutdown</c>, <c>{swapped, NewHandler, Pid}</c>, or a fault.</returns>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public Task<ErlTerm> AddSupervisedHandlerAsync(ErlTerm manager, ErlTerm handler, ErlTerm arguments)
        {
            ArgumentNullException.ThrowIfNull(handler);
            ArgumentNullException.ThrowIfNull(arguments);
            return AskAsync(self, manager, ErlTerm.Tuple(GenEventRequest.AddSupHandler, handler, arguments, self.Self));
        }

        /// <summary>Takes a handler out.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="handler">As it was added.</param>
        /// <param name="arguments">What its end gets to know.</param>
        /// <returns>What its end gave, <c>{'EXIT', Reason}</c> when that failed, or <c>{error, module_not_found}</c>.</returns>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public Task<ErlTerm> DeleteHandlerAsync(ErlTerm manager, ErlTerm handler, ErlTerm arguments)
        {
            ArgumentNullException.ThrowIfNull(handler);
            ArgumentNullException.ThrowIfNull(arguments);
            return AskAsync(self, manager, ErlTerm.Tuple(GenEventRequest.DeleteHandler, handler, arguments));
        }

        /// <summary>Puts a handler in the place of another, so that no event is lost between them. It is supervised as the other was.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="old">The handler to take out, and what its end gets to know.</param>
        /// <param name="successor">The new handler, which is initialised with <c>{Arguments, Term}</c>; Term is what the end of the other gave, <c>error</c> if there was none.</param>
        /// <returns><c>ok</c> or <c>{error, Reason}</c>.</returns>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public Task<ErlTerm> SwapHandlerAsync(
            ErlTerm manager, (ErlTerm Handler, ErlTerm Arguments) old, (ErlTerm Handler, ErlTerm Arguments) successor)
            => AskAsync(
                self, manager, ErlTerm.Tuple([GenEventRequest.SwapHandler, old.Handler, old.Arguments, successor.Handler, successor.Arguments]));

        /// <summary>As <see cref="SwapHandlerAsync"/>, and the new handler goes with this process.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="old">As for <see cref="SwapHandlerAsync"/>.</param>
        /// <param name="successor">As for <see cref="SwapHandlerAsync"/>.</param>
        /// <returns><c>ok</c> or <c>{error, Reason}</c>.</returns>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public Task<ErlTerm> SwapSupervisedHandlerAsync(
            ErlTerm manager, (ErlTerm Handler, ErlTerm Arguments) old, (ErlTerm Handler, ErlTerm Arguments) successor)
            => AskAsync(
                self,
                manager,
                ErlTerm.Tuple([GenEventRequest.SwapSupHandler, old.Handler, old.Arguments, successor.Handler, successor.Arguments, self.Self]));

        /// <summary>Asks one handler, and waits for its answer.</summary>
        /// <param name="manager">The manager.</param>
        /// <param name="handler">The handler, as it was added.</param>
        /// <param name="request">The request.</param>
        /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
        /// <returns>The answer; <c>{error, bad_module}</c> when it is not installed; <c>{error, {'EXIT', Reason}}</c> when it failed, and is removed.</returns>
        /// <exception cref="TermException">The exit <c>{Reason, {gen_event, call, Arguments}}</c>; Reason as in the remarks of the class, or <c>timeout</c>.</exception>
        public async Task<ErlTerm> CallHandlerAsync(ErlTerm manager, ErlTerm handler, ErlTerm request, TimeSpan? timeout = null)
        {
            ArgumentNullException.ThrowIfNull(handler);
            ArgumentNullException.ThrowIfNull(request);
            ErlTerm call = ErlTerm.Tuple(Atoms.Call, handler, request);
            GenOutcome outcome = await GenClient.CallAsync(self, self.Self, manager, call, timeout ?? GenClient.DefaultTimeout).ConfigureAwait(false);
            return timeout is null
                ? outcome.ReplyOrExit(manager, GenEventAtom, Atoms.Call, manager, handler, request)
                : outcome.ReplyOrExit(manager, GenEventAtom, Atoms.Call, manager, handler, request, TimeoutTerm.Of(timeout.Value));
        }

        /// <summary>The handlers that are installed, the newest first.</summary>
        /// <param name="manager">The manager.</param>
        /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
        public async Task<IReadOnlyList<ErlTerm>> WhichHandlersAsync(ErlTerm manager)
            => await AskAsync(self, manager, GenEventRequest.WhichHandlers).ConfigureAwait(false) is ErlList handlers ? [.. handlers] : [];
    }

    /// <summary>Tells a manager of an event from code that is no process; whether it is there, nobody learns.</summary>
    /// <param name="node">This node.</param>
    /// <param name="manager">The manager.</param>
    /// <param name="message">The event.</param>
    /// <exception cref="ArgumentException"><paramref name="manager"/> names no process.</exception>
    public static void Notify(this Node node, ErlTerm manager, ErlTerm message)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(message);
        if (ServerName.Find(node, manager) is { } destination)
        {
            node.TrySend(destination, GenEventRequest.Notify(message));
        }
    }

    /// <summary>Tells a manager of an event, and waits until every handler has handled it, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="manager">The manager.</param>
    /// <param name="message">The event.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TermException">The manager is not there; see the remarks of the class.</exception>
    public static Task SyncNotifyAsync(this Node node, ErlTerm manager, ErlTerm message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(
            async self =>
            {
                await self.SyncNotifyAsync(manager, message).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Asks the manager itself. As in Erlang, the exit is the bare reason.</summary>
    private static async Task<ErlTerm> AskAsync(ProcessContext self, ErlTerm manager, ErlTerm request)
    {
        GenOutcome outcome = await GenClient.CallAsync(self, self.Self, manager, request, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        return outcome.Reply ?? throw TermException.Exit(outcome.Failure!);
    }
}
