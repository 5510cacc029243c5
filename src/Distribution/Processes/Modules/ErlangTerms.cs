using System.Globalization;
using System.Numerics;
using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>What module <c>erlang</c> says of terms: their kinds, sizes and parts, and conversions.</summary>
internal static class ErlangTerms
{
    public static void AddTo(ModuleTable table)
    {
        AddKinds(table);
        AddParts(table);
        ErlAtom module = Atoms.Erlang;
        table.Add(module, "atom_to_list", 1, arguments => ErlTerm.CharList(BuiltIn.Name(arguments[0]).Name));
        table.Add(module, "atom_to_binary", 1, arguments => ErlTerm.Utf8(BuiltIn.Name(arguments[0]).Name));
        table.Add(module, "integer_to_list", 1, arguments => ErlTerm.CharList(Text(arguments[0])));
        table.Add(module, "integer_to_binary", 1, arguments => ErlTerm.Utf8(Text(arguments[0])));
        table.Add(module, "list_to_integer", 1, arguments => Number(arguments[0] is ErlList list && list.TryGetString(out string? text) ? text : null));
        table.Add(module, "tuple_to_list", 1, arguments => ErlTerm.List([.. Tuple(arguments[0])]));
        table.Add(module, "list_to_tuple", 1, arguments => ErlTerm.Tuple([.. BuiltIn.ProperList(arguments[0])]));
        table.Add(module, "++", 2, arguments => ErlTerm.ImproperList([.. BuiltIn.ProperList(arguments[0])], arguments[1]));
    }

    private static void AddKinds(ModuleTable table)
    {
        foreach ((string name, Func<ErlTerm, bool> holds) in new (string, Func<ErlTerm, bool>)[]
        {
            ("is_atom", term => term is ErlAtom), ("is_integer", term => term is ErlInteger), ("is_float", term => term is ErlFloat),
            ("is_number", term => term is ErlInteger or ErlFloat), ("is_list", term => term is ErlList), ("is_tuple", term => term is ErlTuple),
            ("is_map", term => term is ErlMap), ("is_binary", term => term is ErlBinary), ("is_bitstring", term => term is ErlBinary or ErlBitString),
            ("is_pid", term => term is ErlPid), ("is_port", term => term is ErlPort), ("is_reference", term => term is ErlReference),
            ("is_function", term => term is ErlFun), ("is_boolean", term => term == Atoms.True || term == Atoms.False),
        })
        {
            table.Add(Atoms.Erlang, name, 1, arguments => BuiltIn.Boolean(holds(arguments[0])));
        }
    }

    private static void AddParts(ModuleTable table)
    {
        ErlAtom module = Atoms.Erlang;
        table.Add(module, "length", 1, arguments => BuiltIn.ProperList(arguments[0]).Count);
        table.Add(module, "hd", 1, arguments => NotEmpty(arguments[0])[0]);
        table.Add(module, "tl", 1, arguments => NotEmpty(arguments[0]).Skip(1));
        table.Add(module, "tuple_size", 1, arguments => Tuple(arguments[0]).Count);
        table.Add(module, "byte_size", 1, arguments => arguments[0] is ErlBinary binary ? binary.Count : throw BuiltIn.BadArgument());
        table.Add(module, "map_size", 1, arguments => arguments[0] is ErlMap map
            ? map.Count
            : throw TermException.Error(ErlTerm.Tuple(ErlTerm.Atom("badmap"), arguments[0])));
        table.Add(module, "element", 2, arguments => arguments[0] is ErlInteger(long index) && Tuple(arguments[1]) is var tuple
            && index >= 1 && index <= tuple.Count
            ? tuple[(int)index - 1]
            : throw BuiltIn.BadArgument());
    }

    private static string Text(ErlTerm term)
        => term is ErlInteger integer ? integer.Value.ToString(CultureInfo.InvariantCulture) : throw BuiltIn.BadArgument();

    private static ErlTerm Number(string? text)
        => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
            ? value
            : throw BuiltIn.BadArgument();

    private static ErlTuple Tuple(ErlTerm term) => term as ErlTuple ?? throw BuiltIn.BadArgument();

    private static ErlList NotEmpty(ErlTerm term) => term is ErlList { Count: > 0 } list ? list : throw BuiltIn.BadArgument();
}
