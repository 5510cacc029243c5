using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>
/// An event manager as <c>gen_event</c> makes it: a process that hands each event to every handler that is installed. Who sends events need not know
/// the handlers, and handlers come and go while it runs.
/// </summary>
/// <remarks>
/// <para>Handlers are added by the name of a module, from this node or any other. What a name stands for, the table of the start says; a name that is
/// not in it gives <c>{'EXIT', {undef, _}}</c>, as a module that is not loaded gives in Erlang.</para>
/// <para>Calls: <see cref="GenEventCalls"/>. Source of the messages: distribution specification, section 6.1.</para>
/// </remarks>
public static class GenEvent
{
    private static readonly EventBehaviour Behaviour = new();

    /// <summary>Starts an event manager that is linked to the process which starts it: what a supervisor's child is started with.</summary>
    /// <param name="self">The process that starts it, its parent.</param>
    /// <param name="modules">The handlers that can be added, by the names to add them by; each call makes a new object. Read while the manager runs.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>The pid, or <c>{already_started, Pid}</c>.</returns>
    public static Task<StartResult> StartLinkAsync(
        ProcessContext self, IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> modules, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Linked, Given(modules), options);

    /// <summary>Starts an event manager that is linked to nobody.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="modules">As for <see cref="StartLinkAsync"/>.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync"/>.</returns>
    public static Task<StartResult> StartAsync(
        ProcessContext self, IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> modules, StartOptions? options = null)
        => Behaviour.StartAsync(self, StartKind.Alone, Given(modules), options);

    /// <summary>Starts an event manager that is linked to nobody, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="modules">As for <see cref="StartLinkAsync"/>.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>As <see cref="StartLinkAsync"/>.</returns>
    public static Task<StartResult> StartAsync(
        Node node,
        IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> modules,
        StartOptions? options = null,
        CancellationToken cancellationToken = default)
        => Behaviour.StartAsync(node, Given(modules), options, cancellationToken);

    /// <summary>Starts an event manager that is linked to nobody, and monitors it.</summary>
    /// <param name="self">The process that starts it.</param>
    /// <param name="modules">As for <see cref="StartLinkAsync"/>.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="StartLinkAsync"/>, and the monitor when the manager runs.</returns>
    public static Task<(StartResult Result, ErlReference? Monitor)> StartMonitorAsync(
        ProcessContext self, IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> modules, StartOptions? options = null)
        => Behaviour.StartMonitorAsync(self, Given(modules), options);

    private static Func<IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>>> Given(IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        return () => modules;
    }
}
