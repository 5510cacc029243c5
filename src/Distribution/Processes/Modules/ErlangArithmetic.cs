using System.Numerics;
using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Operators and arithmetic of module <c>erlang</c>.</summary>
internal static class ErlangArithmetic
{
    /// <summary>The longest result of a shift, in bits: the caller may be another node, the memory is ours.</summary>
    private const int MaxBits = 1 << 22;

    public static void AddTo(ModuleTable table)
    {
        AddNumber(table, "+", (x, y) => x + y, (x, y) => x + y);
        AddNumber(table, "-", (x, y) => x - y, (x, y) => x - y);
        AddNumber(table, "*", (x, y) => x * y, (x, y) => x * y);
        AddInteger(table, "div", (x, y) => y.IsZero ? throw BadArithmetic() : BigInteger.Divide(x, y));
        AddInteger(table, "rem", (x, y) => y.IsZero ? throw BadArithmetic() : BigInteger.Remainder(x, y));
        AddInteger(table, "band", (x, y) => x & y);
        AddInteger(table, "bor", (x, y) => x | y);
        AddInteger(table, "bxor", (x, y) => x ^ y);
        AddInteger(table, "bsl", Shift);
        AddInteger(table, "bsr", (x, y) => Shift(x, -y));
        table.Add(Atoms.Erlang, "/", 2, arguments => Finite(Real(arguments[0]) / NotZero(Real(arguments[1]))));
        table.Add(Atoms.Erlang, "-", 1, arguments => arguments[0] is ErlFloat real ? -real.Value : -Whole(arguments[0]));
        table.Add(Atoms.Erlang, "abs", 1, arguments => arguments[0] switch
        {
            ErlFloat real => Math.Abs(real.Value),
            ErlInteger whole => BigInteger.Abs(whole.Value),
            _ => throw BuiltIn.BadArgument(),
        });
        table.Add(Atoms.Erlang, "float", 1, arguments => BuiltIn.Number(arguments[0]));
        AddRounding(table, "trunc", Math.Truncate);
        AddRounding(table, "round", value => Math.Round(value, MidpointRounding.AwayFromZero));
        AddRounding(table, "floor", Math.Floor);
        AddRounding(table, "ceil", Math.Ceiling);
        AddComparison(table, "==", (x, y) => x.CompareTo(y) == 0);
        AddComparison(table, "/=", (x, y) => x.CompareTo(y) != 0);
        AddComparison(table, "=:=", (x, y) => x.Equals(y));
        AddComparison(table, "=/=", (x, y) => !x.Equals(y));
        AddComparison(table, "<", (x, y) => x.CompareTo(y) < 0);
        AddComparison(table, "=<", (x, y) => x.CompareTo(y) <= 0);
        AddComparison(table, ">", (x, y) => x.CompareTo(y) > 0);
        AddComparison(table, ">=", (x, y) => x.CompareTo(y) >= 0);
        table.Add(Atoms.Erlang, "max", 2, arguments => arguments[0].CompareTo(arguments[1]) >= 0 ? arguments[0] : arguments[1]);
        table.Add(Atoms.Erlang, "min", 2, arguments => arguments[0].CompareTo(arguments[1]) <= 0 ? arguments[0] : arguments[1]);
    }

    private static void AddNumber(
        ModuleTable table, string name, Func<BigInteger, BigInteger, BigInteger> whole, Func<double, double, double> real)
        => table.Add(Atoms.Erlang, name, 2, arguments => arguments[0] is ErlInteger x && arguments[1] is ErlInteger y
            ? whole(x.Value, y.Value)
            : Finite(real(Real(arguments[0]), Real(arguments[1]))));

    private static void AddInteger(ModuleTable table, string name, Func<BigInteger, BigInteger, BigInteger> function)
        => table.Add(Atoms.Erlang, name, 2, arguments => function(Whole(arguments[0]), Whole(arguments[1])));

    private static void AddRounding(ModuleTable table, string name, Func<double, double> function)
        => table.Add(Atoms.Erlang, name, 1, arguments => arguments[0] switch
        {
            ErlInteger whole => whole,
            ErlFloat real => new BigInteger(function(real.Value)),
            _ => throw BuiltIn.BadArgument(),
        });

    private static void AddComparison(ModuleTable table, string name, Func<ErlTerm, ErlTerm, bool> holds)
        => table.Add(Atoms.Erlang, name, 2, arguments => BuiltIn.Boolean(holds(arguments[0], arguments[1])));

    private static BigInteger Shift(BigInteger value, BigInteger by)
    {
        if (by <= 0 || value.IsZero)
        {
            return value >> (int)BigInteger.Min(-by, MaxBits);
        }

        return value.GetBitLength() + by <= MaxBits ? value << (int)by : throw TermException.Error(SpawnAtoms.SystemLimit);
    }

    private static BigInteger Whole(ErlTerm term) => term is ErlInteger whole ? whole.Value : throw BadArithmetic();

    private static double Real(ErlTerm term) => term switch
    {
        ErlFloat real => real.Value,
        ErlInteger whole when double.IsFinite((double)whole.Value) => (double)whole.Value,
        _ => throw BadArithmetic(),
    };

    private static double NotZero(double value) => value == 0 ? throw BadArithmetic() : value;

    private static ErlTerm Finite(double value) => double.IsFinite(value) ? value : throw BadArithmetic();

    private static TermException BadArithmetic() => TermException.Error(ErlTerm.Atom("badarith"));
}
