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
        table.Add(module, "find", 2, arguments
            => Map(arguments[1]).TryGetValue(arguments[0], out ErlTerm? value) ? ErlTerm.Tuple(Atoms.Ok, value) : Atoms.Error);
    }

    private static ErlMap Map(ErlTerm term) => term as ErlMap ?? throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("badmap"), term));

    private static TermException BadKey(ErlTerm key) => TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("badkey"), key));
}
