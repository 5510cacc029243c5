using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>The functions of module <c>global</c>.</summary>
internal static class GlobalModule
{
    private static readonly ErlAtom RegisterName = ErlTerm.Atom("register_name");
    private static readonly ErlAtom ReRegisterName = ErlTerm.Atom("re_register_name");
    private static readonly ErlAtom UnregisterName = ErlTerm.Atom("unregister_name");
    private static readonly ErlAtom Trans = ErlTerm.Atom("trans");
    private static readonly ErlAtom Aborted = ErlTerm.Atom("aborted");

    public static void AddTo(ModuleTable table)
    {
        GlobalConflict.AddTo(table);
        table.Add(Atoms.Global, "registered_names", 0, static (self, _) => ErlTerm.List(GlobalNames.Of(self.Node).Names));
        table.Add(Atoms.Global, "whereis_name", 1, static (self, arguments) => self.Node.WhereIsName(arguments[0]) ?? (ErlTerm)Atoms.Undefined);
        table.Add(Atoms.Global, "send", 2, static (self, arguments) => Send(self, arguments[0], arguments[1]));
        table.Add(Atoms.Global, GlobalAtoms.Sync, 0, static async (self, _) => await GlobalLocking.SyncAsync(self).ConfigureAwait(false));
        table.Add(Atoms.Global, UnregisterName, 1, static async (self, arguments) =>
        {
            await self.Node.UnregisterNameAsync(arguments[0], self.Exiting).ConfigureAwait(false);
            return Atoms.Ok;
        });
        for (int arity = 2; arity <= 3; arity++)
        {
            table.Add(Atoms.Global, RegisterName, arity, static async (self, arguments) =>
                await self.Node.RegisterNameAsync(arguments[0], BuiltIn.Pid(arguments[1]), Method(arguments), self.Exiting).ConfigureAwait(false)
                    ? Atoms.Yes
                    : Atoms.No);
            table.Add(Atoms.Global, ReRegisterName, arity, static async (self, arguments) =>
            {
                await self.Node.ReRegisterNameAsync(arguments[0], BuiltIn.Pid(arguments[1]), Method(arguments), self.Exiting).ConfigureAwait(false);
                return Atoms.Yes;
            });
        }

        AddLocks(table);
    }

    private static void AddLocks(ModuleTable table)
    {
        for (int arity = 1; arity <= 3; arity++)
        {
            table.Add(Atoms.Global, GlobalAtoms.SetLock, arity, static async (self, arguments) =>
                await self.SetLockAsync(Id(arguments[0]), Nodes(arguments, 1), Retries(arguments, 2)).ConfigureAwait(false));
            table.Add(Atoms.Global, Trans, arity + 1, static async (self, arguments) =>
            {
                ErlFun action = arguments[1] as ErlFun ?? throw BuiltIn.BadArgument();
                (bool isDone, ErlTerm? result) = await self.TransAsync(
                    Id(arguments[0]), () => self.Node.Modules.ApplyAsync(self, action, []).AsTask(), Nodes(arguments, 2), Retries(arguments, 3)).ConfigureAwait(false);
                return isDone ? result! : Aborted;
            });
        }

        for (int arity = 1; arity <= 2; arity++)
        {
            table.Add(Atoms.Global, GlobalAtoms.DelLock, arity, static async (self, arguments) =>
            {
                await self.DelLockAsync(Id(arguments[0]), Nodes(arguments, 1)).ConfigureAwait(false);
                return Atoms.True;
            });
        }
    }

    private static ErlPid Send(ProcessContext self, ErlTerm name, ErlTerm message)
    {
        ErlPid pid = self.Node.WhereIsName(name) ?? throw TermException.Exit(ErlTerm.Tuple(Atoms.Badarg, ErlTerm.Tuple(name, message)));
        self.Send(pid, message);
        return pid;
    }

    private static ErlFun? Method(IReadOnlyList<ErlTerm> arguments)
        => arguments.Count < 3 ? null : arguments[2] is ErlFun { Arity: 3 } method ? method : throw BuiltIn.BadArgument();

    private static GlobalLockId Id(ErlTerm id)
        => id is ErlTuple and [var resource, var requester] ? new GlobalLockId(resource, requester) : throw BuiltIn.BadArgument();

    private static ErlAtom[]? Nodes(IReadOnlyList<ErlTerm> arguments, int index)
        => arguments.Count <= index ? null
            : arguments[index] is ErlList { IsProper: true } list && list.All(node => node is ErlAtom) ? [.. list.Cast<ErlAtom>()]
            : throw BuiltIn.BadArgument();

    private static int? Retries(IReadOnlyList<ErlTerm> arguments, int index)
        => arguments.Count <= index || arguments[index].Equals(Atoms.Infinity) ? null
            : arguments[index] is ErlInteger(long retries and >= 0) ? (int)Math.Min(retries, int.MaxValue)
            : throw BuiltIn.BadArgument();
}
