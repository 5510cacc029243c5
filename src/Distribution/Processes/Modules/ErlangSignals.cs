using Chan.Terms;

namespace Chan.Distribution.Processes.Modules;

/// <summary>Messages, links, monitors, names and timers in module <c>erlang</c>.</summary>
internal static class ErlangSignals
{
    private static readonly ErlAtom FlushAtom = ErlTerm.Atom("flush");
    private static readonly ErlAtom Info = ErlTerm.Atom("info");
    private static readonly ErlAtom TrapExitAtom = ErlTerm.Atom("trap_exit");

    public static void AddTo(ModuleTable table)
    {
        ErlAtom module = Atoms.Erlang;
        AddAsync(table, "send", 2);
        AddAsync(table, "send", 3);
        AddAsync(table, "!", 2);
        table.Add(module, "exit", 1, static (_, arguments) => throw TermException.Exit(arguments[0]));
        table.Add(module, "exit", 2, static (self, arguments) => True(() => self.Exit(BuiltIn.Pid(arguments[0]), arguments[1])));
        table.Add(module, "link", 1, static (self, arguments) => True(() => self.Link(BuiltIn.Pid(arguments[0]))));
        table.Add(module, "unlink", 1, static (self, arguments) => True(() => self.Unlink(BuiltIn.Pid(arguments[0]))));
        table.Add(module, "monitor", 2, static (self, arguments) => arguments[0] == Atoms.Process
            ? BuiltIn.Checked(() => self.Monitor(arguments[1]))
            : throw BuiltIn.BadArgument());
        table.Add(module, "demonitor", 1, static (self, arguments) => True(() => self.Demonitor(BuiltIn.Reference(arguments[0]))));
        table.Add(module, "demonitor", 2, static (self, arguments) => Demonitor(self, BuiltIn.Reference(arguments[0]), BuiltIn.ProperList(arguments[1])));
        table.Add(module, "register", 2, static (self, arguments)
            => True(() => self.Node.Register(BuiltIn.Name(arguments[0]), BuiltIn.Pid(arguments[1]))));
        table.Add(module, "unregister", 1, static (self, arguments) => True(() => self.Node.Unregister(BuiltIn.Name(arguments[0]))));
        table.Add(module, "group_leader", 0, static (self, _) => self.GroupLeader);
        table.Add(module, "group_leader", 2, static (self, arguments)
            => True(() => self.ChangeGroupLeader(BuiltIn.Pid(arguments[0]), BuiltIn.Pid(arguments[1]))));
        table.Add(module, "monitor_node", 2, static (self, arguments)
            => True(() => self.MonitorNode(BuiltIn.Name(arguments[0]), BuiltIn.Truth(arguments[1]))));
        table.Add(module, "process_flag", 2, static (self, arguments) => Flag(self, arguments[0], arguments[1]));
        table.Add(module, "send_after", 3, static (self, arguments)
            => BuiltIn.Checked(() => self.SendAfter(BuiltIn.Milliseconds(arguments[0]), arguments[1], arguments[2])));
        table.Add(module, "start_timer", 3, static (self, arguments)
            => BuiltIn.Checked(() => self.StartTimer(BuiltIn.Milliseconds(arguments[0]), arguments[1], arguments[2])));
        table.Add(module, "cancel_timer", 1, static (self, arguments)
            => self.CancelTimer(BuiltIn.Reference(arguments[0])) is { } left ? (long)left.TotalMilliseconds : Atoms.False);
    }

    private static void AddAsync(ModuleTable table, string name, int arity)
        => table.Add(Atoms.Erlang, ErlTerm.Atom(name), arity, async (self, arguments) =>
        {
            try
            {
                await self.SendAsync(arguments[0], arguments[1]).ConfigureAwait(false);
            }
            catch (ArgumentException)
            {
                throw BuiltIn.BadArgument();
            }

            return arity == 3 ? Atoms.Ok : arguments[1];
        });

    private static ErlTerm True(Action action) => BuiltIn.Checked(() =>
    {
        action();
        return Atoms.True;
    });

    private static ErlTerm Demonitor(ProcessContext self, ErlReference reference, ErlList options)
    {
        if (options.Any(option => option != FlushAtom && option != Info))
        {
            throw BuiltIn.BadArgument();
        }

        bool wasThere = self.Demonitor(reference, options.Contains(FlushAtom) ? DemonitorOptions.Flush : DemonitorOptions.None);
        return BuiltIn.Boolean(!options.Contains(Info) || wasThere);
    }

    private static ErlTerm Flag(ProcessContext self, ErlTerm flag, ErlTerm value)
    {
        if (flag != TrapExitAtom)
        {
            throw BuiltIn.BadArgument();
        }

        bool before = self.TrapExit;
        self.TrapExit = BuiltIn.Truth(value);
        return BuiltIn.Boolean(before);
    }
}
