using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary><c>erlang:process_info</c> of our processes, in the items that they have.</summary>
internal static class ProcessFacts
{
    private static readonly ErlAtom RegisteredNameAtom = ErlTerm.Atom("registered_name");

    private static readonly string[] AllValue =
        ["status", "message_queue_len", "links", "dictionary", "trap_exit", "group_leader"];

    /// <summary>The usual items as a list, or <c>undefined</c> for a process that is gone.</summary>
    public static ErlTerm All(Node node, ErlTerm pid)
    {
        if (Find(node, pid) is not { } facts)
        {
            return Atoms.Undefined;
        }

        var items = new List<ErlTerm>();
        if (facts.RegisteredName is { } name)
        {
            items.Add(ErlTerm.Tuple(RegisteredNameAtom, name));
        }

        items.AddRange(AllValue.Select(item => ErlTerm.Tuple(ErlTerm.Atom(item), Value(facts, item))));
        return ErlTerm.List([.. items]);
    }

    /// <summary>One item as a pair, or several as a list of pairs.</summary>
    public static ErlTerm Some(Node node, ErlTerm pid, ErlTerm items)
    {
        ProcessInformation? facts = Find(node, pid);
        return items switch
        {
            ErlAtom item when facts is not null => item == RegisteredNameAtom && facts.RegisteredName is null ? ErlList.Empty : Pair(facts, item),
            ErlList { IsProper: true } list when facts is not null => ErlTerm.List([.. list.Select(item => Pair(facts, item))]),
            ErlAtom or ErlList => Atoms.Undefined,
            _ => throw BuiltIn.BadArgument(),
        };
    }

    private static ProcessInformation? Find(Node node, ErlTerm pid)
        => pid is ErlPid process && node.NodeOf(process) == node.Name ? node.GetProcessInformation(process) : throw BuiltIn.BadArgument();

    private static ErlTuple Pair(ProcessInformation facts, ErlTerm item)
        => item is ErlAtom(var name) ? ErlTerm.Tuple(item, Value(facts, name)) : throw BuiltIn.BadArgument();

    private static ErlTerm Value(ProcessInformation facts, string item) => item switch
    {
        "registered_name" => facts.RegisteredName ?? (ErlTerm)ErlList.Empty,
        "status" => ErlTerm.Atom(facts.Status == ProcessStatus.Waiting ? "waiting" : "running"),
        "message_queue_len" => facts.MailboxLength,
        "links" => ErlTerm.List([.. facts.Links]),
        "monitors" => ErlTerm.List([.. facts.Monitors.Select(target => ErlTerm.Tuple(Atoms.Process, target))]),
        "monitored_by" => ErlTerm.List([.. facts.MonitoredBy]),
        "dictionary" => ErlTerm.List([.. facts.Dictionary.Select(pair => ErlTerm.Tuple(pair.Key, pair.Value))]),
        "trap_exit" => facts.TrapExit,
        "group_leader" => facts.GroupLeader,
        _ => throw BuiltIn.BadArgument(),
    };
}
