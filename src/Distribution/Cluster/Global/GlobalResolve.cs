using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>
/// What decides when two parts of a cluster meet in which one name stands for two processes: a function of the name, and of both pids, that gives
/// the pid that keeps the name, or <c>none</c>.
/// </summary>
/// <remarks>
/// It runs on the node of one of the two processes. Besides these it may be any function of three arguments that this node exports
/// (<see cref="ErlFun.External"/>), or C# code that was added with <see cref="ModuleTable.AddFun"/> and made a value with
/// <see cref="ProcessContext.MakeFun"/>; other nodes carry it without knowing it.
/// </remarks>
public static class GlobalResolve
{
    /// <summary>One keeps the name, the other is killed. The default.</summary>
    public static ErlFun RandomExitName { get; } = ErlFun.External(Atoms.Global, ErlTerm.Atom("random_exit_name"), 3);

    /// <summary>One keeps the name, the other gets the message <c>{global_name_conflict, Name}</c>.</summary>
    public static ErlFun RandomNotifyName { get; } = ErlFun.External(Atoms.Global, ErlTerm.Atom("random_notify_name"), 3);

    /// <summary>Nobody keeps the name, both get the message <c>{global_name_conflict, Name, OtherPid}</c>.</summary>
    public static ErlFun NotifyAllName { get; } = ErlFun.External(Atoms.Global, ErlTerm.Atom("notify_all_name"), 3);
}
