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
        table.Add(module, "last", 1, arguments => BuiltIn.ProperList(arguments[0]) is [.., var last] ? last : throw FunctionClause());
        table.Add(module, "sort", 1, arguments => ErlTerm.List([.. BuiltIn.ProperList(arguments[0]).Order()]));
        table.Add(module, "sum", 1, arguments => Sum(BuiltIn.ProperList(arguments[0])));
        table.Add(module, "max", 1, arguments => BuiltIn.ProperList(arguments[0]).Max() ?? throw FunctionClause());
        table.Add(module, "min", 1, arguments => BuiltIn.ProperList(arguments[0]).Min() ?? throw FunctionClause());
        table.Add(module, "seq", 2, arguments => Sequence(Integer(arguments[0]), Integer(arguments[1])));
        table.Add(module, "seq", 3, arguments => Sequence(Integer(arguments[0]), Integer(arguments[1]), Integer(arguments[2])));
        table.Add(module, "reverse", 2, arguments => ErlTerm.ImproperList([.. BuiltIn.ProperList(arguments[0]).Reverse()], arguments[1]));
        table.Add(module, "append", 1, arguments => ErlTerm.List([.. BuiltIn.ProperList(arguments[0]).SelectMany(BuiltIn.ProperList)]));
        table.Add(module, "delete", 2, arguments => Delete(arguments[0], BuiltIn.ProperList(arguments[1])));
        table.Add(module, "subtract", 2, arguments => BuiltIn.ProperList(arguments[1]).Aggregate(
            BuiltIn.ProperList(arguments[0]), (left, element) => Delete(element, left)));
        table.Add(module, "duplicate", 2, arguments => Duplicate(Integer(arguments[0]), arguments[1]));
        table.Add(module, "nthtail", 2, arguments => BuiltIn.ProperList(arguments[1]) is var list && Integer(arguments[0]) is var count
            && count >= 0 && count <= list.Count
            ? list.Skip((int)count)
            : throw FunctionClause());
        table.Add(module, "sublist", 2, arguments => ErlTerm.List([.. BuiltIn.ProperList(arguments[0]).Take(Length(arguments[1]))]));
        table.Add(module, "sublist", 3, arguments => Sublist(BuiltIn.ProperList(arguments[0]), Integer(arguments[1]), Length(arguments[2])));
        table.Add(module, "usort", 1, arguments => ErlTerm.List([.. Unique(BuiltIn.ProperList(arguments[0]).Order())]));
        table.Add(module, "zip", 2, arguments => Zip(BuiltIn.ProperList(arguments[0]), BuiltIn.ProperList(arguments[1])));
        table.Add(module, "keymember", 3, arguments
            => BuiltIn.Boolean(KeyFind(arguments[0], Integer(arguments[1]), BuiltIn.ProperList(arguments[2])) is ErlTuple));
        table.Add(module, "keyfind", 3, arguments => KeyFind(arguments[0], Integer(arguments[1]), BuiltIn.ProperList(arguments[2])));
    }

    private static long Integer(ErlTerm term) => term is ErlInteger(long value) ? value : throw BuiltIn.BadArgument();

    private static ErlTerm Nth(ErlTerm index, ErlList list)
        => Integer(index) is var position && position >= 1 && position <= list.Count ? list[(int)position - 1] : throw FunctionClause();

    private static TermException FunctionClause() => TermException.Error(Atoms.FunctionClause);

    private static int Length(ErlTerm term)
        => Integer(term) is var length and >= 0 ? (int)Math.Min(length, int.MaxValue) : throw FunctionClause();

    private static ErlList Delete(ErlTerm element, ErlList list)
    {
        var left = list.ToList();
        left.Remove(element);
        return left.Count == list.Count ? list : ErlTerm.List([.. left]);
    }

    private static ErlList Duplicate(long count, ErlTerm element)
        => count is >= 0 and <= MaxSequence ? ErlTerm.List([.. Enumerable.Repeat(element, (int)count)]) : throw FunctionClause();

    private static ErlList Sublist(ErlList list, long start, int length)
        => start >= 1 && start <= list.Count + 1L
            ? ErlTerm.List([.. ((IEnumerable<ErlTerm>)list).Skip((int)start - 1).Take(length)])
            : start > list.Count ? ErlList.Empty : throw FunctionClause();

    private static IEnumerable<ErlTerm> Unique(IEnumerable<ErlTerm> sorted)
    {
        ErlTerm? last = null;
        foreach (ErlTerm element in sorted)
        {
            if (last is null || last.CompareTo(element) != 0)
            {
                yield return element;
            }

            last = element;
        }
    }

    private static ErlList Zip(ErlList first, ErlList second)
        => first.Count == second.Count
            ? ErlTerm.List([.. first.Zip(second, (x, y) => ErlTerm.Tuple(x, y))])
            : throw FunctionClause();

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
        => (Int128)to - from >= -1 ? Sequence(from, to, 1) : throw FunctionClause();

    private static ErlList Sequence(long from, long to, long step)
    {
        Int128 span = (Int128)to - from;
        Int128 count = step == 0 ? (from == to ? 1 : -1) : ((span + step) / step);
        bool isWrong = step == 0 ? from != to : step > 0 ? span + step < 0 : span + step > 0;
        if (isWrong || count > MaxSequence)
        {
            throw BuiltIn.BadArgument();
        }

        var elements = new ErlTerm[(int)count];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = from + (i * step);
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
