using Chan.Distribution.Cluster.InputOutput.Formatting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>The output functions of module <c>io</c>: they write to the group leader of the process that calls them.</summary>
internal static class IoModule
{
    private static readonly ErlAtom Io = ErlTerm.Atom("io");

    public static void AddTo(ModuleTable table)
    {
        Add(table, "put_chars", 1, arguments => arguments[0]);
        Add(table, "nl", 0, _ => ErlTerm.CharList("\n"));
        Add(table, "write", 1, arguments => ErlTerm.Utf8(PlainText.Of(arguments[0], -1, isUnicode: true)));
        foreach (string name in new[] { "format", "fwrite" })
        {
            Add(table, name, 1, arguments => ErlTerm.Utf8(IoFormat.Format(arguments[0], ErlList.Empty)));
            Add(table, name, 2, arguments => ErlTerm.Utf8(IoFormat.Format(arguments[0], arguments[1])));
        }
    }

    private static void Add(ModuleTable table, string name, int arity, Func<IReadOnlyList<ErlTerm>, ErlTerm> text)
        => table.Add(Io, ErlTerm.Atom(name), arity, async (self, arguments) =>
        {
            await self.RequestOutputAsync(text(arguments)).ConfigureAwait(false);
            return Atoms.Ok;
        });
}
