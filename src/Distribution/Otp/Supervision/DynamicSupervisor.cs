using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>A supervisor that begins without children and gets them at run time, each with a start of its own: sessions, connections, jobs.</summary>
/// <remarks>
/// A <see cref="Supervisor"/> with <see cref="RestartStrategy.SimpleOneForOne"/>. Children come by
/// <see cref="SupervisorCalls.StartChildAsync(ProcessContext, ErlTerm, Func{ProcessContext, Task{StartResult}})"/> and go by their pid.
/// <code>
/// ErlPid sessions = (await DynamicSupervisor.StartLinkAsync(self, RestartKind.Temporary)).Pid;
/// StartResult session = await self.StartChildAsync(sessions, supervisor => GenServer.StartLinkAsync(supervisor, () => new Session(socket)));
/// </code>
/// </remarks>
public static class DynamicSupervisor
{
    private static readonly ErlAtom ChildId = ErlTerm.Atom("child");

    /// <summary>Starts one that is linked to the process which starts it.</summary>
    /// <param name="self">The process that starts it, its parent.</param>
    /// <param name="restart">When its children are started again.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="Supervisor.StartLinkAsync(ProcessContext, SupervisorSpec, StartOptions?)"/>.</returns>
    public static Task<StartResult> StartLinkAsync(ProcessContext self, RestartKind restart = RestartKind.Temporary, StartOptions? options = null)
        => StartLinkAsync(self, new SupervisorFlags(), ChildSpec.Template(ChildId) with { Restart = restart }, options);

    /// <summary>Starts one that is linked to the process which starts it.</summary>
    /// <param name="self">The process that starts it, its parent.</param>
    /// <param name="flags">How it deals with ends. The strategy in it is not used.</param>
    /// <param name="template">What all children have in common; see <see cref="ChildSpec.Template(ErlTerm)"/>.</param>
    /// <param name="options">Name, time-out and the rest.</param>
    /// <returns>As <see cref="Supervisor.StartLinkAsync(ProcessContext, SupervisorSpec, StartOptions?)"/>.</returns>
    public static Task<StartResult> StartLinkAsync(ProcessContext self, SupervisorFlags flags, ChildSpec template, StartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(template);
        return Supervisor.StartLinkAsync(self, new SupervisorSpec(flags with { Strategy = RestartStrategy.SimpleOneForOne }, [template]), options);
    }
}
