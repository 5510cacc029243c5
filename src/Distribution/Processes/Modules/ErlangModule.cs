using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>The part of module <c>erlang</c> that others may call.</summary>
internal static class ErlangModule
{
    public static void AddTo(ModuleTable table)
    {
        ErlAtom module = Atoms.Erlang;
        table.Add(module, "node", 0, (self, _) => self.Node.Name);
        table.Add(module, "self", 0, (self, _) => self.Self);
        table.Add(module, "group_leader", 0, (self, _) => self.GroupLeader);
        table.Add(module, "make_ref", 0, (self, _) => self.MakeReference());
        table.Add(module, "nodes", 0, _ => ErlList.Empty);
        table.Add(module, "node", 1, (self, arguments) => NodeOf(self.Node, arguments[0]));
        table.Add(module, "processes", 0, (self, _) => ErlTerm.List([.. self.Node.GetProcesses()]));
        table.Add(module, "registered", 0, (self, _) => ErlTerm.List([.. self.Node.RegisteredNames]));
        table.Add(module, "whereis", 1, (self, arguments) => self.Node.WhereIs(Name(arguments[0])) ?? (ErlTerm)Atoms.Undefined);
        table.Add(module, "is_process_alive", 1, (self, arguments) => BuiltIn.Boolean(self.Node.IsAlive(Pid(arguments[0]))));
        table.Add(module, "send", 2, Send);
        table.Add(module, "!", 2, Send);
        table.Add(module, "length", 1, arguments => BuiltIn.ProperList(arguments[0]).Count);
        table.Add(module, "monotonic_time", 0, (self, _) => Ticks(self.Node.TimeProvider.GetTimestamp(), self.Node.TimeProvider));
        table.Add(module, "exit", 1, static (_, arguments) => throw TermException.Exit(arguments[0]));
        table.Add(module, "error", 1, static (_, arguments) => throw TermException.Error(arguments[0]));
        table.Add(module, "throw", 1, static (_, arguments) => throw TermException.Throw(arguments[0]));
        table.Add(module, ErlTerm.Atom("apply"), 2, static (self, arguments) => arguments[0] is ErlFun fun
            ? self.Node.Modules.ApplyAsync(self, fun, BuiltIn.ProperList(arguments[1]))
            : throw TermException.Error(ErlTerm.Tuple(Atoms.Badfun, arguments[0])));
        table.Add(module, ErlTerm.Atom("apply"), 3, static (self, arguments)
            => self.Node.Modules.ApplyAsync(self, Name(arguments[0]), Name(arguments[1]), BuiltIn.ProperList(arguments[2])));
    }

    private static ErlTerm Send(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        try
        {
            self.Send(arguments[0], arguments[1]);
        }
        catch (ArgumentException)
        {
            throw BuiltIn.BadArgument();
        }

        return arguments[1];
    }

    /// <summary>Nanoseconds, the native unit of OTP on today's systems.</summary>
    private static ErlTerm Ticks(long timestamp, TimeProvider time)
        => (long)((Int128)timestamp * 1_000_000_000 / time.TimestampFrequency);

    private static ErlAtom NodeOf(Node node, ErlTerm term) => term switch
    {
        ErlPid pid => node.NodeOf(pid),
        ErlReference reference => node.NodeOf(reference),
        ErlPort port => port.Node,
        _ => throw BuiltIn.BadArgument(),
    };

    private static ErlAtom Name(ErlTerm term) => term as ErlAtom ?? throw BuiltIn.BadArgument();

    private static ErlPid Pid(ErlTerm term) => term as ErlPid ?? throw BuiltIn.BadArgument();
}
