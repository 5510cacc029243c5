using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Starting;

/// <summary>What a process must be that becomes one of a behaviour while it runs, as by <c>enter_loop</c>: started by proc_lib, and under its name.</summary>
internal static class Entry
{
    private static readonly ErlAtom NotStartedByProcLib = ErlTerm.Atom("process_was_not_started_by_proc_lib");
    private static readonly ErlAtom NoSuchParent = ErlTerm.Atom("could_not_find_registered_name");

    /// <summary>Checks the name of a process, and finds its parent: the nearest of its ancestors.</summary>
    /// <exception cref="TermException">
    /// The exit <c>process_not_registered</c>, <c>process_not_registered_globally</c>, <c>{process_not_registered_via, Module}</c>,
    /// <c>process_was_not_started_by_proc_lib</c> or <c>could_not_find_registered_name</c>.
    /// </exception>
    public static ErlPid ParentOf(ProcessContext self, ServerName? name)
    {
        name?.RequireOwner(self);
        return self.Dictionary[Atoms.Ancestors] is ErlList { Count: > 0, IsProper: true } ancestors
            ? ancestors[0] switch
            {
                ErlPid parent => parent,
                ErlAtom parent => self.Node.WhereIs(parent) ?? InCluster(self.Node, parent) ?? throw TermException.Exit(NoSuchParent),
                _ => throw TermException.Exit(NotStartedByProcLib),
            }
            : throw TermException.Exit(NotStartedByProcLib);
    }

    private static ErlPid? InCluster(Node node, ErlAtom name) => node.FindNameRegistry(ErlTerm.Atom("global"))?.WhereIsName(node, name);
}
