using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>Starting state machines.</content>
public abstract partial class GenStatem
{
    // Until the object is made; then the loop puts {Module, init, 1} in its place.
    internal static readonly ErlTerm InitialCall = ErlTerm.Tuple(ErlTerm.Atom("gen_statem"), ErlTerm.Atom("init_it"), 6);

    /// <summary>Starts a machine that is linked to the process which starts it: what a supervisor's child is started with.</summary>
    /// <param name="self">The process that starts it, its parent.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>The pid; <c>ignore</c>; or why it does not run: <c>{already_started, Pid}</c>, <c>timeout</c>, what the initialisation gave.</returns>
    public static Task<StartResult> StartLinkAsync(ProcessContext self, Func<GenStatem> create, StartOptions? options = null)
        => StartAsync(self, StartKind.Linked, create, options);

    /// <summary>Starts a machine that is linked to nobody.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync"/>.</returns>
    public static Task<StartResult> StartAsync(ProcessContext self, Func<GenStatem> create, StartOptions? options = null)
        => StartAsync(self, StartKind.Alone, create, options);

    /// <summary>Starts a machine that is linked to nobody, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>As <see cref="StartLinkAsync"/>.</returns>
    public static Task<StartResult> StartAsync(
        Node node, Func<GenStatem> create, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(self => StartAsync(self, create, options), cancellationToken);
    }

    /// <summary>Starts a machine that is linked to nobody, and monitors it.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync"/>, and the monitor when the machine runs.</returns>
    public static async Task<(StartResult Result, ErlReference? Monitor)> StartMonitorAsync(
        ProcessContext self, Func<GenStatem> create, StartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(create);
        StartOptions wanted = options ?? StartOptions.Default;
        (StartResult result, ErlReference monitor) = await ProcLib.StartMonitorAsync(
            self, StartKind.Alone, InitialCall, BodyOf(StartKind.Alone, self.Self, create, wanted), wanted).ConfigureAwait(false);
        return (result, result.IsStarted ? monitor : null);
    }

    /// <summary>What the process of a machine runs.</summary>
    internal static Task RunAsync(ProcessContext process, InitAck ack, GenStatem machine, ErlTerm parent, StartOptions options)
        => new StatemLoop(process, machine, parent, options).RunAsync(ack);

    private static Task<StartResult> StartAsync(ProcessContext self, StartKind kind, Func<GenStatem> create, StartOptions? options)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(create);
        StartOptions wanted = options ?? StartOptions.Default;
        return ProcLib.StartAsync(self, kind, InitialCall, BodyOf(kind, self.Self, create, wanted), wanted);
    }

    /// <summary>A machine that is linked to nobody is its own parent, as in Erlang.</summary>
    private static Func<ProcessContext, InitAck, Task> BodyOf(StartKind kind, ErlPid starter, Func<GenStatem> create, StartOptions options)
        => (process, ack) => RunAsync(process, ack, create(), kind == StartKind.Linked ? starter : process.Self, options);
}
