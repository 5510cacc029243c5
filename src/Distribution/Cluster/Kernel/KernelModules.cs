using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>Functions about nodes and code that peers and their tools call.</summary>
internal static class KernelModules
{
    private static readonly ErlAtom Module = ErlTerm.Atom("module");
    private static readonly ErlAtom Nofile = ErlTerm.Atom("nofile");

    public static void AddTo(ModuleTable table, IClusterNodes nodes)
    {
        ErpcModule.AddTo(table);
        RpcModule.AddTo(table);
        InitServer.AddTo(table);
        IoModule.AddTo(table);
        ProcLibModule.AddTo(table);
        AddCode(table);
        AddErlang(table, nodes);
        table.Add(Atoms.NetKernel, "get_net_ticktime", 0, _ => (long)nodes.NetTickTime.TotalSeconds);
        table.Add(Atoms.NetKernel, "longnames", 0, _ => nodes.HasLongName);
        table.Add(Atoms.NetKernel, ErlTerm.Atom("connect_node"), 1, async (self, arguments)
            => await nodes.ConnectAsync(Name(arguments[0]), self.Exiting).ConfigureAwait(false));
    }

    private static void AddCode(ModuleTable table)
        => table.Add(Atoms.Code, "ensure_loaded", 1, (self, arguments) => self.Node.Modules.GetExports(Name(arguments[0])).Count > 0
            ? ErlTerm.Tuple(Module, arguments[0])
            : ErlTerm.Tuple(Atoms.Error, Nofile));

    private static void AddErlang(ModuleTable table, IClusterNodes nodes)
    {
        table.Add(Atoms.Erlang, "nodes", 0, _ => ErlTerm.List([.. nodes.Nodes(NodeKinds.Visible)]));
        table.Add(Atoms.Erlang, "nodes", 1, (self, arguments) => NodesOf(self, arguments[0], nodes));
        table.Add(Atoms.Erlang, ErlTerm.Atom("disconnect_node"), 1, async (_, arguments)
            => await nodes.DisconnectAsync(Name(arguments[0])).ConfigureAwait(false));
        table.Add(Atoms.Erlang, "function_exported", 3, (self, arguments) => arguments[2] is ErlInteger(long arity)
            && self.Node.Modules.TryGet(Name(arguments[0]), Name(arguments[1]), (int)Math.Clamp(arity, -1, 256), out _));
        table.Add(Atoms.Erlang, "process_info", 1, (self, arguments) => ProcessFacts.All(self.Node, arguments[0]));
        table.Add(Atoms.Erlang, "process_info", 2, (self, arguments) => ProcessFacts.Some(self.Node, arguments[0], arguments[1]));
        table.Add(Atoms.Erlang, "system_info", 1, (self, arguments) => SystemFacts.Of(self.Node, Name(arguments[0])));
        table.Add(Atoms.Erlang, "memory", 0, _ => SystemFacts.Memory());
        table.Add(Atoms.Erlang, "memory", 1, arguments => SystemFacts.Memory(Name(arguments[0])));
    }

    private static ErlList NodesOf(ProcessContext self, ErlTerm kinds, IClusterNodes nodes)
    {
        var found = new List<ErlTerm>();
        foreach (ErlTerm kind in kinds as ErlList ?? ErlTerm.List(kinds))
        {
            found.AddRange(kind switch
            {
                ErlAtom("visible") => nodes.Nodes(NodeKinds.Visible),
                ErlAtom("hidden") => nodes.Nodes(NodeKinds.Hidden),
                ErlAtom("connected") => nodes.Nodes(NodeKinds.Connected),
                ErlAtom("known") => [self.Node.Name, .. nodes.Nodes(NodeKinds.Connected)],
                ErlAtom("this") => [self.Node.Name],
                _ => throw BuiltIn.BadArgument(),
            });
        }

        return ErlTerm.List([.. found.Distinct()]);
    }

    private static ErlAtom Name(ErlTerm term) => term as ErlAtom ?? throw BuiltIn.BadArgument();
}
