using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>A child as its supervisor keeps it: its specification, and the process that it is now.</summary>
internal sealed class Child(ChildSpec spec, StartFunction start, IReadOnlyList<ErlTerm> further)
{
    public Child(ChildSpec spec)
        : this(spec, spec.StartFunction, [])
    {
    }

    public ChildSpec Spec { get; set; } = spec;

    public StartFunction Start { get; set; } = start;

    /// <summary>The arguments given with the request that started it.</summary>
    public IReadOnlyList<ErlTerm> Further { get; } = further;

    /// <summary>The process; <see langword="null"/> while none runs.</summary>
    public ErlPid? Pid { get; private set; }

    /// <summary>Whether a start has failed and is tried again.</summary>
    public bool IsRestarting { get; private set; }

    /// <summary>The process that it was before it ended.</summary>
    public ErlPid? Former { get; private set; }

    public bool IsTemporary => Spec.Restart == RestartKind.Temporary;

    /// <summary>What tools see: the pid, <c>restarting</c> or <c>undefined</c>.</summary>
    public ErlTerm Shown => IsRestarting ? Atoms.Restarting : Pid ?? (ErlTerm)Atoms.Undefined;

    public Task<StartResult> StartAsync(ProcessContext self) => Start.StartAsync(self, Further);

    public void SetPid(ErlPid? pid) => (Pid, IsRestarting, Former) = (pid, false, null);

    /// <summary>The process has ended and another one could not be started yet.</summary>
    public void SetRestarting(ErlPid? former) => (Pid, IsRestarting, Former) = (null, true, former);

    /// <summary><c>{Id, Child, Type, Modules}</c>.</summary>
    /// <param name="id">The id, or <c>undefined</c> for children of one specification.</param>
    public ErlTerm ToInformation(ErlTerm id) => ErlTerm.Tuple(id, Shown, ChildSpecTerm.TypeOf(Spec), ChildSpecTerm.ModulesOf(Spec));

    /// <summary>The <c>#child{}</c> record of OTP, which is part of errors and of the state.</summary>
    /// <param name="arguments">The arguments of the start, or <c>undefined</c>.</param>
    public ErlTerm ToRecord(ErlTerm arguments) => ErlTerm.Tuple(
        ErlTerm.Atom("child"),
        IsRestarting ? ErlTerm.Tuple(Atoms.Restarting, Former ?? (ErlTerm)Atoms.Undefined) : Pid ?? (ErlTerm)Atoms.Undefined,
        Spec.Id,
        ErlTerm.Tuple(Start.Term[0], Start.Term[1], arguments),
        ChildSpecTerm.RestartOf(Spec),
        Spec.IsSignificant,
        Spec.Shutdown.ToTerm(),
        ChildSpecTerm.TypeOf(Spec),
        ChildSpecTerm.ModulesOf(Spec));
}
