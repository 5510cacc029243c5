using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>Who waits for the answer to a call: <c>From</c> of Erlang's behaviours. May be kept and answered later, by any process.</summary>
/// <param name="Pid">The caller.</param>
/// <param name="Tag">Names the call. Opaque but for the alias that may be in it, and different between OTP releases: echoed whole.</param>
/// <remarks>Source of the forms: distribution specification, section 6.1.</remarks>
public readonly record struct GenFrom(ErlPid Pid, ErlTerm Tag)
{
    /// <summary>The alias in the tag (<c>[alias|Ref]</c> or <c>[[alias|Ref]|_]</c>) when there is one, else the caller's pid.</summary>
    private ErlTerm Destination => AliasIn(Tag) ?? (Tag is ErlList { Count: > 0 } list ? AliasIn(list[0]) : null) ?? (ErlTerm)Pid;

    /// <summary>Reads <c>{Pid, Tag}</c>, the form in which it travels.</summary>
    public static bool TryRead(ErlTerm term, out GenFrom from)
    {
        bool isFrom = term is ErlTuple { Count: 2 } pair && pair[0] is ErlPid;
        from = isFrom ? new GenFrom((ErlPid)((ErlTuple)term)[0], ((ErlTuple)term)[1]) : default;
        return isFrom;
    }

    /// <summary>Answers. An answer that comes too late is dropped where the alias has ended; a caller that is gone misses it.</summary>
    /// <param name="self">The process that answers.</param>
    /// <param name="reply">The answer.</param>
    public void Reply(ProcessContext self, ErlTerm reply)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(reply);
        self.TrySend(Destination, ErlTerm.Tuple(Tag, reply));
    }

    /// <summary><c>{Pid, Tag}</c>.</summary>
    public ErlTerm ToTerm() => ErlTerm.Tuple(Pid, Tag);

    private static ErlReference? AliasIn(ErlTerm tag)
        => tag is ErlList { Count: 1, IsProper: false } pair && pair[0].Equals(Atoms.Alias) ? pair.Tail as ErlReference : null;
}
