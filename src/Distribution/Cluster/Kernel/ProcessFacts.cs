using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary><c>erlang:process_info</c> of our processes.</summary>
/// <remarks>
/// What .NET does not count for each process, such as memory and reductions, is 0; the function that runs now is <c>undefined</c>, as Erlang says of
/// native code. The messages of a mailbox are not shown.
/// </remarks>
internal static class ProcessFacts
{
    private static readonly ErlAtom RegisteredNameAtom = ErlTerm.Atom("registered_name");

    private static readonly ErlTerm ProcLibCall = ErlTerm.Tuple(ErlTerm.Atom("proc_lib"), ErlTerm.Atom("init_p"), 5);
    private static readonly ErlTerm PlainCall = ErlTerm.Tuple(Atoms.Erlang, ErlTerm.Atom("apply"), 2);
    private static readonly ErlAtom ErrorHandler = ErlTerm.Atom("error_handler");

    /// <summary>In the order of Erlang.</summary>
    private static readonly string[] UsualItems =
    [
        "current_function", "initial_call", "status", "message_queue_len", "links", "dictionary", "trap_exit", "error_handler", "priority",
        "group_leader", "total_heap_size", "heap_size", "stack_size", "reductions", "garbage_collection", "suspending",
    ];

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

        items.AddRange(UsualItems.Select(item => ErlTerm.Tuple(ErlTerm.Atom(item), Value(facts, item))));
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
        "current_function" => Atoms.Undefined,

        // Who asks for it translates the first by the dictionary.
        "initial_call" => facts.Dictionary.Any(pair => pair.Key.Equals(Atoms.InitialCall)) ? ProcLibCall : PlainCall,
        "error_handler" => ErrorHandler,
        "priority" => Atoms.Normal,
        "current_stacktrace" or "garbage_collection" or "suspending" => ErlList.Empty,
        "memory" or "total_heap_size" or "heap_size" or "stack_size" or "reductions" => 0,
        _ => throw BuiltIn.BadArgument(),
    };
}
