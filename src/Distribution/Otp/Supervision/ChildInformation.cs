using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>A child as <c>supervisor:which_children/1</c> shows it.</summary>
/// <param name="Id">Its id; <c>undefined</c> for children started at run time from one specification.</param>
/// <param name="Pid">Its process; <see langword="null"/> while none runs.</param>
/// <param name="IsRestarting">Whether its start has failed and is tried again.</param>
/// <param name="Type">Worker or supervisor.</param>
/// <param name="Modules">Its modules; <see langword="null"/> for <c>dynamic</c>.</param>
public sealed record ChildInformation(ErlTerm Id, ErlPid? Pid, bool IsRestarting, ChildType Type, IReadOnlyList<ErlAtom>? Modules)
{
    internal static ChildInformation? Read(ErlTerm term)
        => term is ErlTuple and [var id, var child, ErlAtom type, var modules]
            ? new ChildInformation(
                id, child as ErlPid, child.Equals(Atoms.Restarting), type == Atoms.Supervisor ? ChildType.Supervisor : ChildType.Worker,
                modules is ErlList { IsProper: true } list ? [.. list.OfType<ErlAtom>()] : null)
            : null;
}
