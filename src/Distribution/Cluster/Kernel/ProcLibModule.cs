using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>What tools ask <c>proc_lib</c> of a process: the function that it began with, as its start noted it.</summary>
internal static class ProcLibModule
{
    private static readonly ErlAtom ProcLib = ErlTerm.Atom("proc_lib");
    private static readonly ErlTerm NotNoted = ErlTerm.Tuple(ProcLib, ErlTerm.Atom("init_p"), 5);

    public static void AddTo(ModuleTable table)
    {
        table.Add(ProcLib, "translate_initial_call", 1, (self, arguments) => InitialCallOf(self.Node, arguments[0]) ?? NotNoted);
        table.Add(ProcLib, "initial_call", 1, (self, arguments) => InitialCallOf(self.Node, arguments[0]) is { } call ? WithArguments(call) : Atoms.False);
    }

    private static ErlTuple? InitialCallOf(Node node, ErlTerm process)
    {
        if (process is not ErlPid pid || node.NodeOf(pid) != node.Name)
        {
            throw BuiltIn.BadArgument();
        }

        return node.GetProcessInformation(pid)?.Dictionary.FirstOrDefault(pair => pair.Key.Equals(Atoms.InitialCall)).Value is ErlTuple { Count: 3 } call
            ? call
            : null;
    }

    /// <summary>The arguments are not kept: names stand for them.</summary>
    private static ErlTuple WithArguments(ErlTuple call)
    {
        int arity = call[2] is ErlInteger(long count) ? (int)Math.Clamp(count, 0, 255) : 0;
        return ErlTerm.Tuple(call[0], call[1], ErlTerm.List([.. Enumerable.Range(1, arity).Select(n => ErlTerm.Atom($"Argument__{n}"))]));
    }
}
