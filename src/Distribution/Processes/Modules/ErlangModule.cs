using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>
/// The part of module <c>erlang</c> that others may call: what concerns nodes, processes, time and arithmetic. Nothing here reaches outside
/// of the node's own processes.
/// </summary>
internal static class ErlangModule
{
    public static void AddTo(ModuleTable table, TimeProvider time)
    {
        ErlAtom module = Atoms.Erlang;
        table.Add(module, "node", 0, (self, _) => self.Node.Name);
        table.Add(module, "node", 1, (self, arguments) => NodeOf(self.Node, arguments[0]));
        table.Add(module, "nodes", 0, _ => ErlList.Empty);
        table.Add(module, "is_alive", 0, (self, _) => BuiltIn.Boolean(self.Node.IsAliveNode));
        table.Add(module, "self", 0, (self, _) => self.Self);
        table.Add(module, "make_ref", 0, (self, _) => self.MakeReference());
        table.Add(module, "processes", 0, (self, _) => ErlTerm.List([.. self.Node.GetProcesses()]));
        table.Add(module, "registered", 0, (self, _) => ErlTerm.List([.. self.Node.RegisteredNames]));
        table.Add(module, "whereis", 1, (self, arguments) => self.Node.WhereIs(BuiltIn.Name(arguments[0])) ?? (ErlTerm)Atoms.Undefined);
        table.Add(module, "is_process_alive", 1, (self, arguments) => BuiltIn.Boolean(self.Node.IsAlive(LocalPid(self.Node, arguments[0]))));
        table.Add(module, "error", 1, static (_, arguments) => throw TermException.Error(arguments[0]));
        table.Add(module, "throw", 1, static (_, arguments) => throw TermException.Throw(arguments[0]));
        table.Add(module, ErlTerm.Atom("apply"), 2, static (self, arguments) => arguments[0] is ErlFun fun
            ? self.Node.Modules.ApplyAsync(self, fun, BuiltIn.ProperList(arguments[1]))
            : throw TermException.Error(ErlTerm.Tuple(Atoms.Badfun, arguments[0])));
        table.Add(module, ErlTerm.Atom("apply"), 3, static (self, arguments) => self.Node.Modules.ApplyAsync(
            self, BuiltIn.Name(arguments[0]), BuiltIn.Name(arguments[1]), BuiltIn.ProperList(arguments[2])));
        ErlangSignals.AddTo(table);
        ErlangSpawning.AddTo(table);
        new ErlangTime(time).AddTo(table);
        ErlangTerms.AddTo(table);
        ErlangArithmetic.AddTo(table);
    }

    private static ErlAtom NodeOf(Node node, ErlTerm term) => term switch
    {
        ErlPid pid => node.NodeOf(pid),
        ErlReference reference => node.NodeOf(reference),
        ErlPort port => port.Node,
        _ => throw BuiltIn.BadArgument(),
    };

    private static ErlPid LocalPid(Node node, ErlTerm term)
        => BuiltIn.Pid(term) is var pid && node.NodeOf(pid) == node.Name ? pid : throw BuiltIn.BadArgument();
}
