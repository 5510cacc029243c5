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
}
