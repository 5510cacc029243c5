using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>The functions of module <c>pg</c> that ask for members of the default scope, <c>pg</c>.</summary>
internal static class PgModule
{
    public static void AddTo(ModuleTable modules, PgTable table)
    {
        modules.Add(Atoms.Pg, "get_members", 1, arguments => ErlTerm.List([.. table.Members(arguments[0])]));
        modules.Add(Atoms.Pg, "get_members", 2, arguments => ErlTerm.List([.. Scope(table, arguments[0]).Members(arguments[1])]));
        modules.Add(Atoms.Pg, "get_local_members", 1, (self, arguments) => ErlTerm.List([.. table.Members(arguments[0], self.Node.Name)]));
        modules.Add(Atoms.Pg, "get_local_members", 2, (self, arguments)
            => ErlTerm.List([.. Scope(table, arguments[0]).Members(arguments[1], self.Node.Name)]));
        modules.Add(Atoms.Pg, "which_groups", 0, _ => ErlTerm.List([.. table.Groups()]));
        modules.Add(Atoms.Pg, "which_groups", 1, arguments => ErlTerm.List([.. Scope(table, arguments[0]).Groups()]));
    }

    private static PgTable Scope(PgTable table, ErlTerm scope) => scope.Equals(table.Scope) ? table : throw BuiltIn.BadArgument();
}
