using System.Numerics;
using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>The basics of module <c>lists</c>.</summary>
internal static class ListsModule
{
    /// <summary>The longest list that <c>seq</c> makes: the caller may be another node, the memory is ours.</summary>
    private const int MaxSequence = 10_000_000;

    public static void AddTo(ModuleTable table)
    {
        ErlAtom module = Atoms.Lists;
        table.Add(module, "reverse", 1, arguments => ErlTerm.List([.. BuiltIn.ProperList(arguments[0]).Reverse()]));
        table.Add(module, "append", 2, arguments => ErlTerm.ImproperList([.. BuiltIn.ProperList(arguments[0])], arguments[1]));
        table.Add(module, "member", 2, arguments => BuiltIn.Boolean(BuiltIn.ProperList(arguments[1]).Contains(arguments[0])));
        table.Add(module, "nth", 2, arguments => Nth(arguments[0], BuiltIn.ProperList(arguments[1])));
        table.Add(module, "last", 1, arguments => BuiltIn.ProperList(arguments[0]) is [.., var last] ? last : throw BuiltIn.BadArgument());
        table.Add(module, "sort", 1, arguments => ErlTerm.List([.. BuiltIn.ProperList(arguments[0]).Order()]));
        table.Add(module, "sum", 1, arguments => Sum(BuiltIn.ProperList(arguments[0])));
        table.Add(module, "max", 1, arguments => BuiltIn.ProperList(arguments[0]).Max() ?? throw BuiltIn.BadArgument());
        table.Add(module, "min", 1, arguments => BuiltIn.ProperList(arguments[0]).Min() ?? throw BuiltIn.BadArgument());
        table.Add(module, "seq", 2, arguments => Sequence(Integer(arguments[0]), Integer(arguments[1])));
        table.Add(module, "keyfind", 3, arguments => KeyFind(arguments[0], Integer(arguments[1]), BuiltIn.ProperList(arguments[2])));
    }

    private static long Integer(ErlTerm term) => term is ErlInteger(long value) ? value : throw BuiltIn.BadArgument();

    private static ErlTerm Nth(ErlTerm index, ErlList list)
        => Integer(index) is var position && position >= 1 && position <= list.Count ? list[(int)position - 1] : throw BuiltIn.BadArgument();

    private static ErlTerm Sum(ErlList list)
    {
        BigInteger whole = 0;
        double? real = null;
        foreach (ErlTerm element in list)
        {
            if (element is ErlInteger integer && real is null)
            {
                whole += integer.Value;
            }
            else
            {
                real = (real ?? (double)whole) + BuiltIn.Number(element);
            }
        }

        return real is { } sum ? sum : whole;
    }

    private static ErlList Sequence(long from, long to)
    {
        if (from > to + 1 || to - from >= MaxSequence)
        {
            throw BuiltIn.BadArgument();
        }

        var elements = new ErlTerm[to - from + 1];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = from + i;
        }

        return ErlTerm.List(elements);
    }

    private static ErlTerm KeyFind(ErlTerm key, long position, ErlList list)
    {
        if (position < 1)
        {
            throw BuiltIn.BadArgument();
        }

        foreach (ErlTerm element in list)
        {
            if (element is ErlTuple tuple && tuple.Count >= position && tuple[(int)position - 1].CompareTo(key) == 0)
            {
                return tuple;
            }
        }

        return Atoms.False;
    }
}
