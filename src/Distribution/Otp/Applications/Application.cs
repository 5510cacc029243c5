using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>
/// A part of a program that starts and stops as one: its top process, usually a supervisor, what it needs to run first, and its settings.
/// Derive from it; <see cref="ApplicationController"/> loads, starts and stops it.
/// </summary>
/// <remarks>
/// The methods run in a process of the application's own, one after the other. The processes that it starts, and those that they start, belong to
/// the application: what is left of them when it has stopped is killed. Source: distribution specification, section 6.
/// </remarks>
public abstract class Application
{
    /// <summary>The name.</summary>
    public abstract ErlAtom Name { get; }

    /// <summary>What it is, in a few words. Default: nothing.</summary>
    public virtual string Description => "";

    /// <summary>The version. Default: that of the assembly.</summary>
    public virtual string Version => GetType().Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The applications that must run before this one starts. Default: none.</summary>
    public virtual IReadOnlyList<ErlAtom> Dependencies => [];

    /// <summary>Those of <see cref="Dependencies"/> without which it starts too. Default: none.</summary>
    public virtual IReadOnlyList<ErlAtom> OptionalDependencies => [];

    /// <summary>
    /// The applications that are a part of this one: loaded and unloaded with it, and never started by themselves. It starts their processes under
    /// its own supervisor, and its <see cref="StartPhases"/> lead through theirs. Default: none.
    /// </summary>
    public virtual IReadOnlyList<ErlAtom> IncludedApplications => [];

    /// <summary>The names of the modules, as tools show them. Default: the name of the class.</summary>
    public virtual IReadOnlyList<ErlAtom> Modules => [ErlTerm.Atom(GetType().Name)];

    /// <summary>The settings it is loaded with. Default: none.</summary>
    public virtual IReadOnlyDictionary<ErlAtom, ErlTerm> Environment => new Dictionary<ErlAtom, ErlTerm>();

    /// <summary>
    /// Phases to go through, in order, when the top process runs. In each of them the application itself comes first, then those that it includes and
    /// that have this phase too, with their own arguments. Default: none.
    /// </summary>
    public virtual IReadOnlyList<(ErlAtom Phase, ErlTerm Arguments)> StartPhases => [];

    /// <summary>Starts the top process and links it. Default: <c>ignore</c>; the application is a library and has no process.</summary>
    /// <param name="self">The process of the application.</param>
    /// <exception cref="TermException">The start fails as in OTP: <c>{bad_return, _}</c>, or the reason of a thrown <c>{error, Reason}</c>.</exception>
    protected internal virtual Task<StartResult> StartAsync(ProcessContext self) => Task.FromResult(StartResult.Ignore);

    /// <summary>One of <see cref="StartPhases"/>. Default: nothing.</summary>
    /// <param name="self">The process of the application; for an included one, of that which includes it.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="arguments">What stands beside it.</param>
    /// <exception cref="TermException">
    /// The start fails, and the top process is ended: with the reason of a thrown <c>{error, Reason}</c>, else with <c>{bad_return_value, _}</c>.
    /// </exception>
    protected internal virtual Task StartPhaseAsync(ProcessContext self, ErlAtom phase, ErlTerm arguments) => Task.CompletedTask;

    /// <summary>The settings are other ones now. Default: nothing.</summary>
    /// <param name="self">The process of the application.</param>
    /// <param name="change">What is other than before.</param>
    /// <exception cref="TermException">Told to who changed the settings, as <c>{error, Reason}</c> that was thrown or as the reason of an exit. They stay.</exception>
    protected internal virtual Task ChangeConfigurationAsync(ProcessContext self, ConfigurationChange change) => Task.CompletedTask;

    /// <summary>Runs before the top process is asked to end. Default: nothing.</summary>
    /// <param name="self">The process of the application.</param>
    protected internal virtual Task PrepareStopAsync(ProcessContext self) => Task.CompletedTask;

    /// <summary>Runs when the top process has ended, however it did. Default: nothing.</summary>
    /// <param name="self">The process of the application.</param>
    protected internal virtual Task StopAsync(ProcessContext self) => Task.CompletedTask;
}
