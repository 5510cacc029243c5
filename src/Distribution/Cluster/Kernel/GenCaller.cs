using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>Who waits for the answer to a gen call.</summary>
/// <param name="Pid">The caller.</param>
/// <param name="Tag">Names the call; opaque but for the alias that may be in it.</param>
internal readonly record struct GenCaller(ErlPid Pid, ErlTerm Tag)
{
    /// <summary>The alias in the tag (<c>[alias|Ref]</c> or <c>[[alias|Ref]|_]</c>) when there is one, else the caller's pid.</summary>
    private ErlTerm Destination => AliasIn(Tag) ?? (Tag is ErlList { Count: > 0 } list ? AliasIn(list[0]) : null) ?? (ErlTerm)Pid;

    /// <summary>Answers. An answer that comes too late is dropped where the alias has ended.</summary>
    public void Reply(ProcessContext self, ErlTerm reply) => self.Send(Destination, ErlTerm.Tuple(Tag, reply));

    private static ErlReference? AliasIn(ErlTerm tag)
        => tag is ErlList { Count: 1, IsProper: false } pair && pair[0].Equals(Atoms.Alias) ? pair.Tail as ErlReference : null;
}
