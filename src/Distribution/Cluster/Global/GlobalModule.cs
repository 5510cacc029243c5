using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>The functions of module <c>global</c> that look at names.</summary>
internal static class GlobalModule
{
    public static void AddTo(ModuleTable table, GlobalNames names)
    {
        GlobalConflict.AddTo(table);
        table.Add(Atoms.Global, "registered_names", 0, _ => ErlTerm.List(names.Names));
        table.Add(Atoms.Global, "whereis_name", 1, (self, arguments) => WhereIs(self.Node, names, arguments[0]));
    }

    private static ErlTerm WhereIs(Node node, GlobalNames names, ErlTerm name)
        => names.Find(name)?.Pid is { } pid && (pid.Node != node.Name || node.IsAlive(pid)) ? pid : Atoms.Undefined;
}
