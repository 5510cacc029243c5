using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>
/// A process that starts other processes, its children, and starts them again when they end: <c>supervisor</c>. Derive from it to say what
/// the children are, or give that as a <see cref="SupervisorSpec"/>.
/// </summary>
/// <remarks>
/// <para>Children start in order, end in the reverse order, and end with their supervisor. When they end too often the supervisor
/// ends itself, with <c>shutdown</c>, and leaves it to its own supervisor.</para>
/// <para>Answers what <c>supervisor</c> of Erlang asks, with its terms; see <see cref="SupervisorCalls"/> for the same from here. Reports are
/// the log events 2610 to 2616. Source: distribution specification, section 6.</para>
/// <code>
/// StartResult tree = await Supervisor.StartLinkAsync(self, new SupervisorSpec(
///     new ChildSpec(ErlTerm.Atom("cache"), supervisor => GenServer.StartLinkAsync(supervisor, () => new Cache())),
///     new ChildSpec(ErlTerm.Atom("reader"), supervisor => GenServer.StartLinkAsync(supervisor, () => new Reader()))));
/// </code>
/// </remarks>
public abstract class Supervisor
{
    internal static readonly SupervisorBehaviour Behaviour = new();

    /// <summary>The name of the module, as tools show it. Default: the name of the class.</summary>
    protected internal virtual ErlAtom Module => ErlTerm.Atom(GetType().Name);

    /// <summary>Starts a supervisor that is linked to the process which starts it.</summary>
    /// <param name="self">The process that starts it, its parent: it ends the supervisor when it ends.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>
    /// The pid; <c>ignore</c>; or why it does not run: <c>{shutdown, {failed_to_start_child, Id, Reason}}</c> with the children before it stopped again,
    /// <c>{start_spec, Error}</c>, <c>{bad_start_spec, Specs}</c>, <c>{already_started, Pid}</c>, <c>timeout</c>.
    /// </returns>
    public static Task<StartResult> StartLinkAsync(ProcessContext self, Func<Supervisor> create, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Linked, create, options);

    /// <summary>As <see cref="StartLinkAsync(ProcessContext, Func{Supervisor}, StartOptions?)"/>, for a supervisor that needs no class.</summary>
    /// <param name="self">The process that starts it, its parent.</param>
    /// <param name="spec">What it begins with.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    public static Task<StartResult> StartLinkAsync(ProcessContext self, SupervisorSpec spec, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Linked, Given(spec), options);

    /// <summary>Starts a supervisor that is linked to nobody. <c>StopAsync</c> of <see cref="GenServerCalls"/> ends it.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync(ProcessContext, Func{Supervisor}, StartOptions?)"/>.</returns>
    public static Task<StartResult> StartAsync(ProcessContext self, Func<Supervisor> create, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Alone, create, options);

    /// <summary>Starts a supervisor that is linked to nobody, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="create">Makes the object; called in the new process.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>As <see cref="StartLinkAsync(ProcessContext, Func{Supervisor}, StartOptions?)"/>.</returns>
    public static Task<StartResult> StartAsync(
        Node node, Func<Supervisor> create, StartOptions? options = null, CancellationToken cancellationToken = default)
        => Behaviour.StartAsync(node, create, options, cancellationToken);

    /// <summary>As <see cref="StartAsync(Node, Func{Supervisor}, StartOptions?, CancellationToken)"/>, for a supervisor that needs no class.</summary>
    /// <param name="node">This node.</param>
    /// <param name="spec">What it begins with.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<StartResult> StartAsync(
        Node node, SupervisorSpec spec, StartOptions? options = null, CancellationToken cancellationToken = default)
        => Behaviour.StartAsync(node, Given(spec), options, cancellationToken);

    /// <summary>Says what the supervisor begins with. Runs first in the new process, and again for <c>sys:change_code</c>: it should do nothing else.</summary>
    /// <param name="self">The new process.</param>
    /// <returns><see langword="null"/> when the supervisor does not want to run: <c>ignore</c>.</returns>
    protected internal abstract ValueTask<SupervisorSpec?> InitAsync(ProcessContext self);

    /// <summary>There were too many restarts: the supervisor ends, with the same reason as when its work is done.</summary>
    internal virtual void NoteGivenUp()
    {
    }

    internal static Func<Supervisor> Given(SupervisorSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return () => new GivenSupervisor(spec);
    }

    private sealed class GivenSupervisor(SupervisorSpec spec) : Supervisor
    {
        protected internal override ErlAtom Module => Atoms.Supervisor;

        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => ValueTask.FromResult<SupervisorSpec?>(spec);
    }
}
