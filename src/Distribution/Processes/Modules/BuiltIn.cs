using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>What the built-in modules have in common: short registration, and Erlang's error for a bad argument.</summary>
internal static class BuiltIn
{
    public static void Add(this ModuleTable table, ErlAtom module, string function, int arity, Func<IReadOnlyList<ErlTerm>, ErlTerm> body)
        => table.Add(module, ErlTerm.Atom(function), arity, (_, arguments) => new ValueTask<ErlTerm>(body(arguments)));

    public static void Add(
        this ModuleTable table, ErlAtom module, string function, int arity, Func<ProcessContext, IReadOnlyList<ErlTerm>, ErlTerm> body)
        => table.Add(module, ErlTerm.Atom(function), arity, (self, arguments) => new ValueTask<ErlTerm>(body(self, arguments)));

    public static TermException BadArgument() => TermException.Error(ErlTerm.Atom("badarg"));

    public static double Number(ErlTerm term) => term switch
    {
        ErlInteger integer when double.IsFinite((double)integer.Value) => (double)integer.Value,
        ErlFloat number => number.Value,
        _ => throw BadArgument(),
    };

    public static ErlList ProperList(ErlTerm term) => term is ErlList { IsProper: true } list ? list : throw BadArgument();

    public static ErlTerm Boolean(bool value) => value ? Atoms.True : Atoms.False;
}
