using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>Starting tasks: the process of a task waits for its owner's word, which names the alias to answer to.</summary>
internal static class TaskRun
{
    public static readonly ErlTerm InitialCall = ErlTerm.Tuple(ErlTerm.Atom("task"), ErlTerm.Atom("run"), 1);

    private static readonly MonitorOptions AnswerTo = new() { Alias = AliasMode.Demonitor };

    public static ProcessTask<T> StartLinked<T>(ProcessContext self, Func<ProcessContext, Task<T>> body)
    {
        ErlPid owner = self.Self;
        var result = new ProcessTask<T>.Result();
        ErlPid pid = self.SpawnProcess(InitialCall, task => RunAsync(task, owner, result, body), new SpawnOptions { LinkTo = owner });
        return Begin(self, pid, result, isLinked: true);
    }

    public static async Task<ProcessTask<T>> StartAsync<T>(ProcessContext self, ErlTerm supervisor, Func<ProcessContext, Task<T>> body)
    {
        ErlPid owner = self.Self;
        var result = new ProcessTask<T>.Result();
        ErlPid pid = await SpawnAsync(self, supervisor, task => RunAsync(task, owner, result, body)).ConfigureAwait(false);
        return Begin(self, pid, result, isLinked: false);
    }

    /// <summary>Has a supervisor start a process.</summary>
    public static async Task<ErlPid> SpawnAsync(ProcessContext self, ErlTerm supervisor, Func<ProcessContext, Task> body)
    {
        ErlReference start = self.MakeReference();
        TaskStarts.Put(self.Node, start, body);
        try
        {
            return await AskAsync(self, supervisor, ErlTerm.Tuple(TaskSupervisor.StartTask, start)).ConfigureAwait(false);
        }
        finally
        {
            TaskStarts.TryTake(self.Node, start, out _);
        }
    }

    /// <summary>The process that a supervisor has started.</summary>
    /// <exception cref="TermException">It has not; the error says why.</exception>
    public static async Task<ErlPid> AskAsync(ProcessContext self, ErlTerm supervisor, ErlTerm request)
    {
        ErlTerm answer = await self.CallAsync(supervisor, request, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        return StartResult.TryRead(answer, out StartResult? started) ? started.Pid : throw TermException.Error(Atoms.Badarg);
    }

    private static ProcessTask<T> Begin<T>(ProcessContext self, ErlPid pid, ProcessTask<T>.Result result, bool isLinked)
    {
        ErlReference reference = self.Monitor(pid, AnswerTo);
        self.Send(pid, ErlTerm.Tuple(self.Self, reference));
        return new ProcessTask<T>(self.Self, pid, reference, _ => result.Value!, isLinked);
    }

    private static async Task RunAsync<T>(ProcessContext task, ErlPid owner, ProcessTask<T>.Result result, Func<ProcessContext, Task<T>> body)
    {
        ErlReference monitor = task.Monitor(owner);
        ErlTerm first = await task.ReceiveAsync(message => IsWord(message, owner) || IsDown(message, monitor)).ConfigureAwait(false);
        if (first is not ErlTuple { Count: 2 } word)
        {
            // The owner has ended before it could say where to answer.
            throw TermException.Exit(Atoms.Shutdown);
        }

        task.Demonitor(monitor, DemonitorOptions.Flush);
        T value = await body(task).ConfigureAwait(false);
        result.Value = value;
        task.Send(word[1], ErlTerm.Tuple(word[1], value as ErlTerm ?? Atoms.Ok));
    }

    private static bool IsWord(ErlTerm message, ErlPid owner) => message is ErlTuple { Count: 2 } word && word[0].Equals(owner) && word[1] is ErlReference;

    private static bool IsDown(ErlTerm message, ErlReference monitor) => message is ErlTuple { Count: 5 } down && monitor.Equals(down[1]);
}
