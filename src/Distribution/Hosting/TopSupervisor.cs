using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Hosting;

/// <summary>The supervisor that has all children of a host.</summary>
internal sealed class TopSupervisor(SupervisorSpec spec) : Supervisor
{
    private volatile bool _hasGivenUp;

    /// <summary>Whether it ended because there were too many restarts.</summary>
    public bool HasGivenUp => _hasGivenUp;

    protected internal override ErlAtom Module => Atoms.Supervisor;

    protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => ValueTask.FromResult<SupervisorSpec?>(spec);

    internal override void NoteGivenUp() => _hasGivenUp = true;
}
