using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Global;

/// <summary>Two processes claim one name: what happens then.</summary>
internal static class GlobalConflict
{
    private static readonly ErlAtom ConflictAtom = ErlTerm.Atom("global_name_conflict");
    private static readonly ErlAtom ResolveIt = ErlTerm.Atom("resolve_it");
    private static readonly ErlAtom RandomExitName = ErlTerm.Atom("random_exit_name");
    private static readonly ErlAtom Apply = ErlTerm.Atom("apply");

    public static void AddTo(ModuleTable table)
    {
        table.Add(Atoms.Global, "random_exit_name", 3, (self, arguments) => RandomExit(self, Pid(arguments[1]), Pid(arguments[2])));
        table.Add(Atoms.Global, "random_notify_name", 3, (self, arguments) => RandomNotify(self, arguments[0], Pid(arguments[1]), Pid(arguments[2])));
        table.Add(Atoms.Global, "notify_all_name", 3, (self, arguments) => NotifyAll(self, arguments[0], Pid(arguments[1]), Pid(arguments[2])));
        table.Add(Atoms.Global, ResolveIt, 4, static (self, arguments) => ResolveAsync(self, arguments[0], arguments[1], arguments[2], arguments[3]));
    }

    /// <summary>
    /// Compares the names of another world with those here. A clash is resolved by the node with the smaller name alone, at the node of our
    /// process. Gives what is to be done here and what there: <c>{insert, {Name, Pid, Method}}</c> and <c>{delete, Name}</c>.
    /// </summary>
    public static async Task<(ErlList Here, ErlList There)> CompareAsync(
        ProcessContext self, ErlAtom peer, ErlList theirs, GlobalNames names, ILogger logger)
    {
        var here = new List<ErlTerm>();
        var there = new List<ErlTerm>();
        foreach (ErlTerm item in theirs)
        {
            if (item is not (ErlTuple and [var name, ErlPid pid, var method]))
            {
                continue;
            }

            if (names.Find(name) is not { } ours)
            {
                here.Add(Insert(name, pid, method));
            }
            else if (!ours.Pid.Equals(pid) && self.Node.Name.CompareTo(peer) < 0)
            {
                ErlTerm kept = await AskAsync(self, ours.Pid.Node, [ours.Method, name, pid, ours.Pid]).ConfigureAwait(false);
                if (kept.Equals(ours.Pid))
                {
                    there.Add(Insert(name, ours.Pid, ours.Method));
                }
                else if (kept.Equals(pid) || kept is ErlTuple and [ErlAtom("badrpc"), _])
                {
                    here.Add(Insert(name, pid, method));
                }
                else
                {
                    here.Add(ErlTerm.Tuple(GlobalAtoms.Delete, name));
                    there.Add(ErlTerm.Tuple(GlobalAtoms.Delete, name));
                }

                GlobalLog.Conflict(logger, ReasonText.Of(name), peer, ReasonText.Of(kept));
            }
        }

        return (ErlTerm.List([.. here]), ErlTerm.List([.. there]));
    }

    private static ErlTuple Insert(ErlTerm name, ErlPid pid, ErlTerm method) => ErlTerm.Tuple(GlobalAtoms.Insert, ErlTerm.Tuple(name, pid, method));

    private static Task<ErlTerm> AskAsync(ProcessContext self, ErlAtom node, IReadOnlyList<ErlTerm> arguments)
        => self.RpcCallAsync(node, Atoms.Global, ResolveIt, arguments);

    /// <summary>
    /// Runs a method: <c>catch Method(Name, Pid, Pid2)</c>. A closure of module <c>global</c> itself is the one that Erlang takes by default; one
    /// whose code is not here is <c>badfun</c>, as on any node that does not have it.
    /// </summary>
    private static async ValueTask<ErlTerm> ResolveAsync(ProcessContext self, ErlTerm method, ErlTerm name, ErlTerm pid, ErlTerm other)
    {
        ErlTerm arguments = ErlTerm.List(name, pid, other);
        CallOutcome outcome = method is ErlFun { IsInternal: true } fun && fun.Module == Atoms.Global
            ? await CallOutcome.OfAsync(self, Atoms.Global, RandomExitName, arguments).ConfigureAwait(false)
            : await CallOutcome.OfAsync(self, Atoms.Erlang, Apply, ErlTerm.List(method, arguments)).ConfigureAwait(false);
        return outcome.Class switch
        {
            null or TermExceptionClass.Throw => outcome.Term,
            TermExceptionClass.Exit => ErlTerm.Tuple(Atoms.Exit, outcome.Term),
            _ => ErlTerm.Tuple(Atoms.Exit, ErlTerm.Tuple(outcome.Term, outcome.Stack!)),
        };
    }

    /// <summary>The pid of the node with the smaller name is the first.</summary>
    private static (ErlPid Kept, ErlPid Other) InOrder(ErlPid pid, ErlPid other) => pid.Node.CompareTo(other.Node) < 0 ? (pid, other) : (other, pid);

    private static ErlPid RandomExit(ProcessContext self, ErlPid pid, ErlPid other)
    {
        (ErlPid kept, ErlPid loser) = InOrder(pid, other);
        self.Exit(loser, Atoms.Kill);
        return kept;
    }

    private static ErlPid RandomNotify(ProcessContext self, ErlTerm name, ErlPid pid, ErlPid other)
    {
        (ErlPid kept, ErlPid loser) = InOrder(pid, other);
        self.TrySend(loser, ErlTerm.Tuple(ConflictAtom, name));
        return kept;
    }

    private static ErlAtom NotifyAll(ProcessContext self, ErlTerm name, ErlPid pid, ErlPid other)
    {
        self.TrySend(pid, ErlTerm.Tuple(ConflictAtom, name, other));
        self.TrySend(other, ErlTerm.Tuple(ConflictAtom, name, pid));
        return Atoms.None;
    }

    private static ErlPid Pid(ErlTerm term) => term as ErlPid ?? throw BuiltIn.BadArgument();
}
