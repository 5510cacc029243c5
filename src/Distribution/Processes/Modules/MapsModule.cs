using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>The basics of module <c>maps</c>.</summary>
internal static class MapsModule
{
    public static void AddTo(ModuleTable table)
    {
        ErlAtom module = Atoms.Maps;
        table.Add(module, "new", 0, _ => ErlMap.Empty);
        table.Add(module, "size", 1, arguments => Map(arguments[0]).Count);
        table.Add(module, "keys", 1, arguments => ErlTerm.List([.. Map(arguments[0]).Keys]));
        table.Add(module, "values", 1, arguments => ErlTerm.List([.. Map(arguments[0]).Values]));
        table.Add(module, "is_key", 2, arguments => BuiltIn.Boolean(Map(arguments[1]).ContainsKey(arguments[0])));
        table.Add(module, "get", 2, arguments => Map(arguments[1]).TryGetValue(arguments[0], out ErlTerm? value) ? value : throw BadKey(arguments[0]));
        table.Add(module, "get", 3, arguments => Map(arguments[1]).TryGetValue(arguments[0], out ErlTerm? value) ? value : arguments[2]);
        table.Add(module, "to_list", 1, arguments => ErlTerm.List([.. Map(arguments[0]).Select(pair => ErlTerm.Tuple(pair.Key, pair.Value))]));
        table.Add(module, "put", 3, arguments => Map(arguments[2]).With(arguments[0], arguments[1]));
        table.Add(module, "update", 3, arguments => Map(arguments[2]).ContainsKey(arguments[0])
            ? Map(arguments[2]).With(arguments[0], arguments[1])
            : throw BadKey(arguments[0]));
        table.Add(module, "remove", 2, arguments => Map(arguments[1]).Without(arguments[0]));
        table.Add(module, "take", 2, arguments => Map(arguments[1]).TryGetValue(arguments[0], out ErlTerm? value)
            ? ErlTerm.Tuple(value, Map(arguments[1]).Without(arguments[0]))
            : Atoms.Error);
        table.Add(module, "merge", 2, arguments => Merge(Map(arguments[0]), Map(arguments[1])));
        table.Add(module, "from_list", 1, arguments => LastOfEach(BuiltIn.ProperList(arguments[0]).Select(Pair)));
        table.Add(module, "from_keys", 2, arguments => LastOfEach(BuiltIn.ProperList(arguments[0]).Select(key => (key, arguments[1]))));
        table.Add(module, "with", 2, arguments => Filter(Map(arguments[1]), BuiltIn.ProperList(arguments[0]), keep: true));
        table.Add(module, "without", 2, arguments => Filter(Map(arguments[1]), BuiltIn.ProperList(arguments[0]), keep: false));
        table.Add(module, "find", 2, arguments
            => Map(arguments[1]).TryGetValue(arguments[0], out ErlTerm? value) ? ErlTerm.Tuple(Atoms.Ok, value) : Atoms.Error);
    }

    private static ErlMap Map(ErlTerm term) => term as ErlMap ?? throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("badmap"), term));

    private static TermException BadKey(ErlTerm key) => TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("badkey"), key));

    private static ErlMap Merge(ErlMap first, ErlMap second)
        => LastOfEach(first.Concat(second).Select(pair => (pair.Key, pair.Value)));

    /// <summary>A map of pairs in which a key may come again: the last one counts.</summary>
    private static ErlMap LastOfEach(IEnumerable<(ErlTerm Key, ErlTerm Value)> pairs)
    {
        var values = new Dictionary<ErlTerm, ErlTerm>();
        foreach ((ErlTerm key, ErlTerm value) in pairs)
        {
            values[key] = value;
        }

        return ErlTerm.Map([.. values.Select(pair => (pair.Key, pair.Value))]);
    }

    private static (ErlTerm Key, ErlTerm Value) Pair(ErlTerm term)
        => term is ErlTuple and [var key, var value] ? (key, value) : throw BuiltIn.BadArgument();

    private static ErlMap Filter(ErlMap map, ErlList keys, bool keep)
    {
        var wanted = new HashSet<ErlTerm>(keys);
        return ErlTerm.Map([.. map.Where(pair => wanted.Contains(pair.Key) == keep).Select(pair => (pair.Key, pair.Value))]);
    }
}
