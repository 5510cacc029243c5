using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>The functions of module <c>pg</c>. Those without a scope are about the default one, <c>pg</c>.</summary>
internal static class PgModule
{
    private static readonly ErlAtom Start = ErlTerm.Atom("start");

    public static void AddTo(ModuleTable modules)
    {
        modules.Add(Atoms.Pg, Start, 1, static async (self, arguments) => await CheckedAsync(() => StartAsync(self.Node, BuiltIn.Name(arguments[0]))).ConfigureAwait(false));
        AddReading(modules, "get_members", (self, table, group) => table.Members(group));
        AddReading(modules, "get_local_members", (self, table, group) => table.Members(group, self.Node.Name));
        modules.Add(Atoms.Pg, "which_groups", 0, (self, _) => ErlTerm.List([.. Table(self, Atoms.Pg).Groups()]));
        modules.Add(Atoms.Pg, "which_groups", 1, (self, arguments) => ErlTerm.List([.. Table(self, arguments[0]).Groups()]));
        AddCall(modules, "join", 2, static (self, scope, arguments) => PgCalls.JoinAsync(self, scope, arguments[0], arguments[1]));
        AddCall(modules, "leave", 2, static (self, scope, arguments) => PgCalls.LeaveAsync(self, scope, arguments[0], arguments[1]));
        AddCall(modules, "monitor", 1, static (self, scope, arguments) => PgCalls.CallAsync(self, scope, ErlTerm.Tuple(Atoms.Monitor, arguments[0])));
        AddCall(modules, "monitor_scope", 0, static (self, scope, _) => PgCalls.CallAsync(self, scope, Atoms.Monitor));
        AddCall(modules, "demonitor", 1, static (self, scope, arguments) => PgCalls.DemonitorAsync(self, scope, BuiltIn.Reference(arguments[0])));
    }

    private static void AddReading(ModuleTable modules, string function, Func<ProcessContext, PgTable, ErlTerm, IReadOnlyList<ErlPid>> read)
    {
        modules.Add(Atoms.Pg, function, 1, (self, arguments) => ErlTerm.List([.. read(self, Table(self, Atoms.Pg), arguments[0])]));
        modules.Add(Atoms.Pg, function, 2, (self, arguments) => ErlTerm.List([.. read(self, Table(self, arguments[0]), arguments[1])]));
    }

    /// <summary>Adds a function with and without the name of a scope before its other arguments.</summary>
    private static void AddCall(ModuleTable modules, string function, int arity, Func<ProcessContext, ErlAtom, IReadOnlyList<ErlTerm>, Task<ErlTerm>> call)
    {
        ErlAtom name = ErlTerm.Atom(function);
        modules.Add(Atoms.Pg, name, arity, async (self, arguments) => await CheckedAsync(() => call(self, Atoms.Pg, arguments)).ConfigureAwait(false));
        modules.Add(Atoms.Pg, name, arity + 1, async (self, arguments)
            => await CheckedAsync(() => call(self, BuiltIn.Name(arguments[0]), [.. arguments.Skip(1)])).ConfigureAwait(false));
    }

    private static async Task<ErlTerm> StartAsync(Node node, ErlAtom scope)
        => ErlTerm.Tuple(Atoms.Ok, await node.StartPgScopeAsync(scope).ConfigureAwait(false));

    private static async Task<ErlTerm> CheckedAsync(Func<Task<ErlTerm>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            throw BuiltIn.BadArgument();
        }
    }

    private static PgTable Table(ProcessContext self, ErlTerm scope)
        => PgScopes.Of(self.Node).Find(BuiltIn.Name(scope)) ?? throw BuiltIn.BadArgument();
}
