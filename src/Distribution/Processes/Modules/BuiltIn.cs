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

    /// <summary>Runs a call of the context; what it refuses is Erlang's <c>badarg</c>.</summary>
    public static ErlTerm Checked(Func<ErlTerm> call)
    {
        try
        {
            return call();
        }
        catch (ArgumentException)
        {
            throw BadArgument();
        }
    }

    public static ErlAtom Name(ErlTerm term) => term as ErlAtom ?? throw BadArgument();

    public static ErlPid Pid(ErlTerm term) => term as ErlPid ?? throw BadArgument();

    public static ErlReference Reference(ErlTerm term) => term as ErlReference ?? throw BadArgument();

    public static bool Truth(ErlTerm term) => term == Atoms.True || (term == Atoms.False ? false : throw BadArgument());

    public static TimeSpan Milliseconds(ErlTerm term)
        => term is ErlInteger(long value and >= 0 and < uint.MaxValue) ? TimeSpan.FromMilliseconds(value) : throw BadArgument();

    public static double Number(ErlTerm term) => term switch
    {
        ErlInteger integer when double.IsFinite((double)integer.Value) => (double)integer.Value,
        ErlFloat number => number.Value,
        _ => throw BadArgument(),
    };

    public static ErlList ProperList(ErlTerm term) => term is ErlList { IsProper: true } list ? list : throw BadArgument();

    public static ErlTerm Boolean(bool value) => value ? Atoms.True : Atoms.False;
}
