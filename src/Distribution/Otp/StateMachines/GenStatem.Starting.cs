using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>Starting state machines.</content>
public abstract partial class GenStatem
{
    internal static readonly StatemBehaviour Behaviour = new();

    /// <summary>Starts a machine that is linked to the process which starts it: what a supervisor's child is started with.</summary>
    /// <param name="self">The process that starts it, its parent.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>The pid; <c>ignore</c>; or why it does not run: <c>{already_started, Pid}</c>, <c>timeout</c>, what the initialisation gave.</returns>
    public static Task<StartResult> StartLinkAsync(ProcessContext self, Func<GenStatem> create, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Linked, create, options);

    /// <summary>Starts a machine that is linked to nobody.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync"/>.</returns>
    public static Task<StartResult> StartAsync(ProcessContext self, Func<GenStatem> create, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Alone, create, options);

    /// <summary>Starts a machine that is linked to nobody, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>As <see cref="StartLinkAsync"/>.</returns>
    public static Task<StartResult> StartAsync(
        Node node, Func<GenStatem> create, StartOptions? options = null, CancellationToken cancellationToken = default)
        => Behaviour.StartAsync(node, create, options, cancellationToken);

    /// <summary>Starts a machine that is linked to nobody, and monitors it.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync"/>, and the monitor when the machine runs.</returns>
    public static Task<(StartResult Result, ErlReference? Monitor)> StartMonitorAsync(
        ProcessContext self, Func<GenStatem> create, StartOptions? options = null)
        => Behaviour.StartMonitorAsync(self, create, options);

    /// <summary>
    /// Makes the calling process, which <see cref="ProcLib"/> has started, a state machine: <c>gen_statem:enter_loop</c>. For what a machine has to do
    /// before it can be one and <see cref="InitAsync"/> is no place for, such as a start with an acknowledgement of its own. <see cref="InitAsync"/>
    /// does not run.
    /// </summary>
    /// <param name="self">The process. Its parent is the one that started it.</param>
    /// <param name="machine">The object; one that serves no other process.</param>
    /// <param name="state">The first state.</param>
    /// <param name="options">The name, which the process has already, and the debug functions; the rest is for starts.</param>
    /// <param name="actions">What to do first; there is no event to postpone yet.</param>
    /// <returns>Never completes: it fails with the end of the machine, which is to end the process.</returns>
    /// <exception cref="TermException">
    /// The end of the machine; or the exit <c>process_was_not_started_by_proc_lib</c> or <c>could_not_find_registered_name</c>, as the process has no
    /// parent; or <c>process_not_registered</c>, <c>process_not_registered_globally</c> or <c>{process_not_registered_via, Module}</c>, as the name is
    /// not that of the process.
    /// </exception>
    public static Task EnterLoopAsync(
        ProcessContext self, GenStatem machine, ErlTerm state, StartOptions? options = null, params ReadOnlySpan<StateAction> actions)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(machine);
        return EnterAsync(self, machine, StateInit.Ok(state, actions), options ?? StartOptions.Default);
    }

    private static async Task EnterAsync(ProcessContext self, GenStatem machine, StateInit first, StartOptions options)
    {
        // Unlike gen_server, gen_statem looks for the parent first.
        ErlPid parent = Entry.ParentOf(self, null);
        options.Name?.RequireOwner(self);
        await new StatemLoop(self, machine, parent, options).RunAsync(first).ConfigureAwait(false);
    }
}
