using Chan.Distribution.Otp.Sys;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>A handler in the list of its manager.</summary>
/// <param name="Module">The name of its class at the manager.</param>
/// <param name="Id">What tells it from others of the module; <c>false</c> if nothing does, as in Erlang.</param>
/// <param name="Supervisor">The process whose end removes it.</param>
/// <param name="Code">The object.</param>
internal sealed record InstalledHandler(ErlAtom Module, ErlTerm Id, ErlPid? Supervisor, GenEventHandler Code)
{
    private static readonly ErlAtom RecordName = ErlTerm.Atom("handler");

    /// <summary><c>Module</c> or <c>{Module, Id}</c>.</summary>
    public ErlTerm Reference => ReferenceOf(Module, Id);

    public static ErlTerm ReferenceOf(ErlAtom module, ErlTerm id) => id.Equals(Atoms.False) ? module : ErlTerm.Tuple(module, id);

    /// <summary>Reads <c>Module</c> or <c>{Module, Id}</c>.</summary>
    public static bool TryReadReference(ErlTerm term, out ErlAtom module, out ErlTerm id)
    {
        (module, id) = term switch
        {
            ErlAtom alone => (alone, Atoms.False),
            ErlTuple and [ErlAtom first, var second] => (first, second),
            _ => (Atoms.Undefined, Atoms.False),
        };
        return term is ErlAtom or (ErlTuple and [ErlAtom, _]);
    }

    public bool IsAt(ErlTerm reference) => TryReadReference(reference, out ErlAtom module, out ErlTerm id) && Module == module && Id.Equals(id);

    /// <summary><c>{Module, Id, State}</c>.</summary>
    public ErlTerm ToState() => ErlTerm.Tuple(Module, Id, Code.GetState());

    /// <summary>As tools of Erlang show it: <c>{handler, Module, Id, State, Supervisor}</c>.</summary>
    public ErlTerm ToStatus()
    {
        ErlTerm state = Code.Shown(new ServerStatus { State = Code.GetState() }).State ?? Atoms.Undefined;
        return ErlTerm.Tuple(RecordName, Module, Id, state, (ErlTerm?)Supervisor ?? Atoms.False);
    }
}
