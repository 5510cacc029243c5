using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <summary>
/// A part of a program that starts and stops as one: its top process, usually a supervisor, what it needs to run first, and its settings.
/// Derive from it; <see cref="ApplicationController"/> loads, starts and stops it.
/// </summary>
/// <remarks>The methods run in a process of the application's own, its master; start links to it. Source: distribution specification, section 6.</remarks>
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

    /// <summary>The settings it is loaded with. Default: none.</summary>
    public virtual IReadOnlyDictionary<ErlAtom, ErlTerm> Environment => new Dictionary<ErlAtom, ErlTerm>();

    /// <summary>Phases to go through, in order, when the top process runs. Default: none.</summary>
    public virtual IReadOnlyList<(ErlAtom Phase, ErlTerm Arguments)> StartPhases => [];

    /// <summary>Starts the top process and links it. Default: <c>ignore</c>; the application is a library and has no process.</summary>
    /// <param name="self">The master.</param>
    protected internal virtual Task<StartResult> StartAsync(ProcessContext self) => Task.FromResult(StartResult.Ignore);

    /// <summary>One of <see cref="StartPhases"/>. Default: nothing.</summary>
    /// <param name="self">The master.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="arguments">What stands beside it.</param>
    /// <exception cref="TermException">The start fails with it, and the top process is ended.</exception>
    protected internal virtual Task StartPhaseAsync(ProcessContext self, ErlAtom phase, ErlTerm arguments) => Task.CompletedTask;

    /// <summary>Runs before the top process is asked to end. Default: nothing.</summary>
    /// <param name="self">The master.</param>
    protected internal virtual Task PrepareStopAsync(ProcessContext self) => Task.CompletedTask;

    /// <summary>Runs when the top process has ended, however it did. Default: nothing.</summary>
    /// <param name="self">The master.</param>
    protected internal virtual Task StopAsync(ProcessContext self) => Task.CompletedTask;
}
