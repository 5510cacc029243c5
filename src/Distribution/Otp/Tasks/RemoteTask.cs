using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>Tasks that are named by module and function, so that any node can start them on any other: the messages of Elixir's <c>Task.Supervisor</c>.</summary>
/// <remarks>
/// A supervisor is asked by <c>{start_task, Arguments, Restart, Shutdown}</c>. Arguments are <c>[Owner, Callers, {M, F, A}]</c> for a task that nobody
/// waits for. Otherwise they are <c>[Owner, monitor | nomonitor]</c>, and the task waits for its owner's word
/// <c>{OwnerPid, Tag, ReplyTo, Callers, {M, F, A}}</c>; its result is <c>{Tag, Value}</c>. Owner is <c>{Node, NameOrPid, Pid}</c>.
/// </remarks>
internal static class RemoteTask
{
    /// <summary>Elixir's task too waits no longer for an owner that has not ended and yet says nothing.</summary>
    private static readonly TimeSpan WordTimeout = TimeSpan.FromSeconds(5);

    private static readonly ErlAtom MonitorAtom = ErlTerm.Atom("monitor");
    private static readonly ErlAtom NoMonitor = ErlTerm.Atom("nomonitor");
    private static readonly ErlAtom Nil = ErlTerm.Atom("nil");
    private static readonly MonitorOptions AnswerTo = new() { Alias = AliasMode.Demonitor };

    /// <summary>Has a supervisor start a task, and tells it what to run.</summary>
    public static async Task<ProcessTask<ErlTerm>> StartAsync(ProcessContext self, ErlTerm supervisor, ErlTuple call)
    {
        ErlPid pid = await AskAsync(self, supervisor, OwnerOf(self), MonitorAtom).ConfigureAwait(false);
        ErlReference reference = self.Monitor(pid, AnswerTo);
        self.TrySend(pid, ErlTerm.Tuple(self.Self, reference, reference, ErlTerm.List(self.Self), call));
        return new ProcessTask<ErlTerm>(self.Self, pid, reference, static value => value, isLinked: false);
    }

    /// <summary>Has a supervisor start a task that tells nobody how it ends.</summary>
    public static Task<ErlPid> StartUnwatchedAsync(ProcessContext self, ErlTerm supervisor, ErlTuple call)
        => AskAsync(self, supervisor, OwnerOf(self), ErlTerm.List(self.Self), call);

    /// <summary>The body of the task that a request asks for; <see langword="null"/> when the request is none that is understood.</summary>
    /// <param name="request">What the supervisor was asked.</param>
    public static Func<ProcessContext, Task>? ReadRequest(ErlTerm request)
    {
        if (request is not (ErlTuple and [ErlAtom verb, ErlList { IsProper: true } arguments, ErlAtom restart, _])
            || verb != TaskSupervisor.StartTask || (restart != Atoms.Temporary && restart != Nil))
        {
            return null;
        }

        return arguments switch
        {
            { Count: 2 } when OwnerIn(arguments[0]) is { } owner && (arguments[1] == MonitorAtom || arguments[1] == NoMonitor)
                => task => AnswerAsync(task, owner, isWatched: arguments[1] == MonitorAtom),
            { Count: 3 } when IsCall(arguments[2]) => task => CallAsync(task, (ErlTuple)arguments[2]).AsTask(),
            _ => null,
        };
    }

    private static Task<ErlPid> AskAsync(ProcessContext self, ErlTerm supervisor, params ReadOnlySpan<ErlTerm> arguments)
        => TaskRun.AskAsync(self, supervisor, ErlTerm.Tuple(TaskSupervisor.StartTask, ErlTerm.List(arguments), Atoms.Temporary, Nil));

    private static ErlTuple OwnerOf(ProcessContext self)
        => ErlTerm.Tuple(self.Node.Name, self.Node.GetProcessInformation(self.Self)?.RegisteredName ?? (ErlTerm)self.Self, self.Self);

    private static ErlPid? OwnerIn(ErlTerm term) => term is ErlTuple and [_, _, ErlPid pid] ? pid : null;

    private static bool IsCall(ErlTerm term) => term is ErlTuple and [ErlAtom, ErlAtom, ErlList { IsProper: true }];

    private static async Task AnswerAsync(ProcessContext task, ErlPid owner, bool isWatched)
    {
        ErlReference? monitor = isWatched ? task.Monitor(owner) : null;
        ErlTerm? first = await task
            .ReceiveAsync(message => IsWord(message, owner) || IsDown(message, monitor), isWatched ? WordTimeout : Timeout.InfiniteTimeSpan)
            .ConfigureAwait(false);
        if (first is not ErlTuple word)
        {
            throw TermException.Exit(Atoms.Timeout);
        }

        if (IsDown(word, monitor))
        {
            throw TermException.Exit(ErlTerm.Tuple(Atoms.Shutdown, word[4]));
        }

        if (monitor is not null)
        {
            task.Demonitor(monitor, DemonitorOptions.Flush);
        }

        ErlTerm value = await CallAsync(task, (ErlTuple)word[4]).ConfigureAwait(false);
        task.TrySend(word[2], ErlTerm.Tuple(word[1], value));
    }

    private static async ValueTask<ErlTerm> CallAsync(ProcessContext task, ErlTuple call)
    {
        (ErlAtom module, ErlAtom function, ErlList arguments) = ((ErlAtom)call[0], (ErlAtom)call[1], (ErlList)call[2]);
        task.Dictionary[Atoms.InitialCall] = ErlTerm.Tuple(module, function, arguments.Count);
        return await task.Node.Modules.ApplyAsync(task, module, function, arguments).ConfigureAwait(false);
    }

    private static bool IsWord(ErlTerm message, ErlPid owner)
        => message is ErlTuple { Count: 5 } word && word[0].Equals(owner) && IsCall(word[4]);

    private static bool IsDown(ErlTerm message, ErlReference? monitor)
        => monitor is not null && message is ErlTuple { Count: 5 } down && monitor.Equals(down[1]);
}
