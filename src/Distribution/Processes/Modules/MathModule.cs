using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Module <c>math</c>.</summary>
internal static class MathModule
{
    public static void AddTo(ModuleTable table)
    {
        ErlAtom module = Atoms.Math;
        table.Add(module, "pi", 0, _ => Math.PI);
        foreach ((string name, Func<double, double> function) in new (string, Func<double, double>)[]
        {
            ("sin", Math.Sin), ("cos", Math.Cos), ("tan", Math.Tan), ("asin", Math.Asin), ("acos", Math.Acos), ("atan", Math.Atan),
            ("sinh", Math.Sinh), ("cosh", Math.Cosh), ("tanh", Math.Tanh), ("exp", Math.Exp), ("log", Math.Log), ("log2", Math.Log2),
            ("log10", Math.Log10), ("sqrt", Math.Sqrt), ("floor", Math.Floor), ("ceil", Math.Ceiling),
        })
        {
            table.Add(module, name, 1, arguments => Finite(function(BuiltIn.Number(arguments[0]))));
        }

        table.Add(module, "atan2", 2, arguments => Finite(Math.Atan2(BuiltIn.Number(arguments[0]), BuiltIn.Number(arguments[1]))));
        table.Add(module, "pow", 2, arguments => Finite(Math.Pow(BuiltIn.Number(arguments[0]), BuiltIn.Number(arguments[1]))));
        table.Add(module, "fmod", 2, arguments => Finite(BuiltIn.Number(arguments[0]) % BuiltIn.Number(arguments[1])));
    }

    /// <summary>Erlang has no infinities: a result that is none is the error <c>badarith</c>.</summary>
    private static ErlTerm Finite(double value)
        => double.IsFinite(value) ? value : throw TermException.Error(ErlTerm.Atom("badarith"));
}
