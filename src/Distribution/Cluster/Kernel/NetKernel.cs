using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The process <c>net_kernel</c>, as other nodes talk to it: pings, and the spawn requests of old releases.</summary>
/// <param name="nodes">The node among others.</param>
internal sealed class NetKernel(IClusterNodes nodes) : SystemServer
{
    private static readonly ErlAtom IsAuth = ErlTerm.Atom("is_auth");
    private static readonly ErlAtom Longnames = ErlTerm.Atom("longnames");
    private static readonly ErlAtom Nodename = ErlTerm.Atom("nodename");
    private static readonly ErlAtom Ticktime = ErlTerm.Atom("ticktime");
    private static readonly ErlAtom SpawnLink = ErlTerm.Atom("spawn_link");
    private static readonly ErlAtom SpawnOpt = ErlTerm.Atom("spawn_opt");

    protected override ValueTask OnCallAsync(ProcessContext self, GenFrom caller, ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom form, _] when form == IsAuth:
                caller.Reply(self, Atoms.Yes);
                break;
            case ErlAtom form when form == Longnames:
                caller.Reply(self, nodes.HasLongName);
                break;
            case ErlAtom form when form == Nodename:
                caller.Reply(self, self.Node.Name);
                break;
            case ErlAtom form when form == Ticktime:
                caller.Reply(self, (long)nodes.NetTickTime.TotalSeconds);
                break;
            case ErlTuple and [ErlAtom form, var module, var function, var arguments, var leader] when form == Atoms.Spawn:
                Spawn(self, caller, module, function, arguments, leader, link: null);
                break;
            case ErlTuple and [ErlAtom form, var module, var function, var arguments, var leader] when form == SpawnLink:
                Spawn(self, caller, module, function, arguments, leader, caller.Pid);
                break;
            case ErlTuple and [ErlAtom form, var module, var function, var arguments, _, ErlAtom link, var leader] when form == SpawnOpt:
                Spawn(self, caller, module, function, arguments, leader, link == Atoms.Link || link == Atoms.True ? caller.Pid : null);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private static void Spawn(
        ProcessContext self, GenFrom caller, ErlTerm module, ErlTerm function, ErlTerm arguments, ErlTerm leader, ErlPid? link)
    {
        if (module is not ErlAtom m || function is not ErlAtom f || arguments is not ErlList { IsProper: true } a || leader is not ErlPid groupLeader)
        {
            return;
        }

        var options = new SpawnOptions { GroupLeader = groupLeader, LinkTo = link };
        try
        {
            caller.Reply(self, self.Spawn(m, f, a, options));
        }
        catch (InvalidOperationException)
        {
            // At the limit of processes: no pid, so no answer, as a node too busy to answer.
        }
    }
}
