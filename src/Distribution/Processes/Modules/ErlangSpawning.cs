using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Spawning in module <c>erlang</c>: exported functions and function values, here and on other nodes.</summary>
internal static class ErlangSpawning
{
    private static readonly RemoteSpawnOptions Plain = new();
    private static readonly RemoteSpawnOptions Linked = new() { Link = true };

    public static void AddTo(ModuleTable table)
    {
        foreach ((string name, RemoteSpawnOptions options) in new[] { ("spawn", Plain), ("spawn_link", Linked) })
        {
            ErlAtom function = ErlTerm.Atom(name);
            table.Add(Atoms.Erlang, function, 1, (self, arguments) => SpawnFun(self, self.Node.Name, arguments[0], options));
            table.Add(Atoms.Erlang, function, 2, (self, arguments) => SpawnFun(self, BuiltIn.Name(arguments[0]), arguments[1], options));
            table.Add(Atoms.Erlang, function, 3, (self, arguments) => Spawn(self, self.Node.Name, arguments, 0, options));
            table.Add(Atoms.Erlang, function, 4, (self, arguments) => Spawn(self, BuiltIn.Name(arguments[0]), arguments, 1, options));
        }

        ErlAtom monitored = ErlTerm.Atom("spawn_monitor");
        table.Add(Atoms.Erlang, monitored, 3, (self, arguments) => SpawnMonitor(self, self.Node.Name, arguments, 0));
        table.Add(Atoms.Erlang, monitored, 4, (self, arguments) => SpawnMonitor(self, BuiltIn.Name(arguments[0]), arguments, 1));
    }

    private static async ValueTask<ErlTerm> SpawnFun(ProcessContext self, ErlAtom node, ErlTerm fun, RemoteSpawnOptions options)
        => await self.SpawnAsync(node, fun as ErlFun is { Arity: 0 } function ? function : throw BuiltIn.BadArgument(), options).ConfigureAwait(false);

    private static async ValueTask<ErlTerm> Spawn(
        ProcessContext self, ErlAtom node, IReadOnlyList<ErlTerm> arguments, int first, RemoteSpawnOptions options)
        => await self.SpawnAsync(
            node,
            BuiltIn.Name(arguments[first]),
            BuiltIn.Name(arguments[first + 1]),
            BuiltIn.ProperList(arguments[first + 2]),
            options).ConfigureAwait(false);

    private static async ValueTask<ErlTerm> SpawnMonitor(ProcessContext self, ErlAtom node, IReadOnlyList<ErlTerm> arguments, int first)
    {
        (ErlPid pid, ErlReference monitor) = await self.SpawnMonitorAsync(
            node,
            BuiltIn.Name(arguments[first]),
            BuiltIn.Name(arguments[first + 1]),
            BuiltIn.ProperList(arguments[first + 2])).ConfigureAwait(false);
        return ErlTerm.Tuple(pid, monitor);
    }
}
