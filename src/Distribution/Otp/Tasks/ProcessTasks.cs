using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <summary>Runs functions in processes of their own and waits for what they give: Elixir's Task.</summary>
/// <remarks>
/// <para>A task is linked to its owner: neither outlives a crash of the other. <see cref="AsyncNoLinkAsync"/> links it to a
/// <see cref="TaskSupervisor"/> instead, and a crash of it is an outcome to look at.</para>
/// <para>A result that comes after its owner gave up is dropped.</para>
/// </remarks>
public static partial class ProcessTasks
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);
    private static readonly ErlAtom TaskAtom = ErlTerm.Atom("task");
    private static readonly ErlAtom AwaitAtom = ErlTerm.Atom("await");

    extension(ProcessContext self)
    {
        /// <summary>Runs a function in a process that is linked to this one.</summary>
        /// <param name="body">The function; gets its own process.</param>
        /// <returns>The task. Wait for it: its message comes in any case.</returns>
        public ProcessTask<T> Async<T>(Func<ProcessContext, Task<T>> body)
        {
            ArgumentNullException.ThrowIfNull(body);
            return TaskRun.StartLinked(self, body);
        }

        /// <summary>Runs a function in a process that is linked to a supervisor and not to this one.</summary>
        /// <param name="supervisor">A <see cref="TaskSupervisor"/> of this node; its pid or a name in any form.</param>
        /// <param name="body">The function; gets its own process.</param>
        /// <returns>The task.</returns>
        /// <exception cref="TermException">The supervisor is not there, as a call to it says; or it has as many tasks as it may have: error <c>max_children</c>.</exception>
        public Task<ProcessTask<T>> AsyncNoLinkAsync<T>(ErlTerm supervisor, Func<ProcessContext, Task<T>> body)
        {
            ArgumentNullException.ThrowIfNull(body);
            return TaskRun.StartAsync(self, supervisor, body);
        }

        /// <summary>Runs a function that a node exports under a supervisor there, as <c>Task.Supervisor.async_nolink/4</c> of Elixir.</summary>
        /// <param name="supervisor">A <see cref="TaskSupervisor"/> or a <c>Task.Supervisor</c> of Elixir, here or on any node.</param>
        /// <param name="module">The module, as the node of the supervisor knows it.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">Its arguments.</param>
        /// <returns>The task. When the node is lost it ends with <c>noconnection</c>.</returns>
        /// <exception cref="TermException">As the form with a function of this program.</exception>
        public Task<ProcessTask<ErlTerm>> AsyncNoLinkAsync(ErlTerm supervisor, ErlAtom module, ErlAtom function, params IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(module);
            ArgumentNullException.ThrowIfNull(function);
            ArgumentNullException.ThrowIfNull(arguments);
            return RemoteTask.StartAsync(self, supervisor, ErlTerm.Tuple(module, function, ErlTerm.List([.. arguments])));
        }

        /// <summary>Runs a function that a node exports under a supervisor there when nobody waits for what it gives: <c>start_child/4</c>.</summary>
        /// <param name="supervisor">A <see cref="TaskSupervisor"/> or a <c>Task.Supervisor</c> of Elixir, here or on any node.</param>
        /// <param name="module">The module, as the node of the supervisor knows it.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">Its arguments.</param>
        /// <returns>The pid.</returns>
        /// <exception cref="TermException">As the form with a function of this program.</exception>
        public Task<ErlPid> StartTaskAsync(ErlTerm supervisor, ErlAtom module, ErlAtom function, params IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(module);
            ArgumentNullException.ThrowIfNull(function);
            ArgumentNullException.ThrowIfNull(arguments);
            return RemoteTask.StartUnwatchedAsync(self, supervisor, ErlTerm.Tuple(module, function, ErlTerm.List([.. arguments])));
        }

        /// <summary>Runs a function under a supervisor when nobody waits for what it gives.</summary>
        /// <param name="supervisor">A <see cref="TaskSupervisor"/> of this node; its pid or a name in any form.</param>
        /// <param name="body">The function; gets its own process.</param>
        /// <returns>The pid.</returns>
        /// <exception cref="TermException">As <see cref="AsyncNoLinkAsync"/>.</exception>
        public Task<ErlPid> StartTaskAsync(ErlTerm supervisor, Func<ProcessContext, Task> body)
        {
            ArgumentNullException.ThrowIfNull(body);
            return TaskRun.SpawnAsync(self, supervisor, body);
        }

        /// <summary>Waits for the result of a task. Whatever happens, there is no result to wait for after that.</summary>
        /// <param name="task">A task of this process.</param>
        /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
        /// <returns>The result.</returns>
        /// <exception cref="TermException">
        /// The exit <c>{Reason, {task, await, [Pid, Timeout]}}</c>: what the task ended with, or <c>timeout</c>; it runs on then, until <see cref="ShutdownAsync"/> or <see cref="KillAsync"/>.
        /// </exception>
        /// <exception cref="InvalidOperationException">The task is of another process, or its end was received before.</exception>
        public async Task<T> AwaitAsync<T>(ProcessTask<T> task, TimeSpan? timeout = null)
        {
            ThrowUnlessAwaited(self, task);
            TimeSpan limit = timeout ?? DefaultTimeout;
            ErlTerm? message = await self.ReceiveAsync(task.Reference, limit).ConfigureAwait(false)
                ?? GenClient.GiveUp(self, task.Reference);
            if (message is null)
            {
                task.IsGivenUp = true;
                throw AwaitFailed(task.Pid, limit, Atoms.Timeout);
            }

            TaskOutcome<T> outcome = Finish(self, task, message);
            return outcome.IsOk ? outcome.Value : throw AwaitFailed(task.Pid, limit, outcome.ExitReason);
        }

        /// <summary>Waits for the end of a task for a while; the task goes on if that is too short, and can be waited for again.</summary>
        /// <param name="task">A task of this process.</param>
        /// <param name="timeout">5 seconds if not given; zero looks without waiting.</param>
        /// <returns>How it ended, or <see langword="null"/> when it did not end in time.</returns>
        /// <exception cref="InvalidOperationException">The task is of another process, or its end was received before.</exception>
        public async Task<TaskOutcome<T>?> YieldAsync<T>(ProcessTask<T> task, TimeSpan? timeout = null)
        {
            ThrowUnlessAwaited(self, task);
            return await self.ReceiveAsync(task.Reference, timeout ?? DefaultTimeout).ConfigureAwait(false) is { } message
                ? Finish(self, task, message)
                : null;
        }

        /// <summary>Unlinks a task and ends it with <c>shutdown</c>; when it has not ended in time it is killed. Returns when it has ended.</summary>
        /// <param name="task">A task of this process.</param>
        /// <param name="timeout">5 seconds if not given; <see cref="Timeout.InfiniteTimeSpan"/> never kills.</param>
        /// <returns>
        /// How it ended before the signal reached it, with <c>noproc</c> where that is not known any more; <see langword="null"/> when the signal ended it.
        /// </returns>
        /// <exception cref="InvalidOperationException">The task is of another process, or its end was received before.</exception>
        public Task<TaskOutcome<T>?> ShutdownAsync<T>(ProcessTask<T> task, TimeSpan? timeout = null)
            => EndAsync(self, task, Atoms.Shutdown, timeout ?? DefaultTimeout);

        /// <summary>Unlinks a task and kills it. Returns when it has ended.</summary>
        /// <param name="task">A task of this process.</param>
        /// <returns>How it ended before it was killed; <see langword="null"/> when it was.</returns>
        /// <exception cref="InvalidOperationException">The task is of another process, or its end was received before.</exception>
        public Task<TaskOutcome<T>?> KillAsync<T>(ProcessTask<T> task) => EndAsync(self, task, Atoms.Kill, Timeout.InfiniteTimeSpan);

        /// <summary>Reads a message that a server received itself, in <c>HandleInfoAsync</c>, when it is the end of a task.</summary>
        /// <param name="task">A task of this process.</param>
        /// <param name="message">The message.</param>
        /// <param name="outcome">How the task ended.</param>
        /// <returns>False when the message is none of this task.</returns>
        /// <exception cref="InvalidOperationException">The task is of another process, or its end was received before.</exception>
        public bool TryReadOutcome<T>(ProcessTask<T> task, ErlTerm message, [NotNullWhen(true)] out TaskOutcome<T>? outcome)
        {
            ThrowUnlessAwaited(self, task);
            bool isIts = message is ErlTuple tuple && ((tuple.Count == 2 && task.Reference.Equals(tuple[0])) || (tuple.Count == 5 && task.Reference.Equals(tuple[1])));
            outcome = isIts ? Finish(self, task, message) : null;
            return isIts;
        }
    }

    private static TaskOutcome<T> Finish<T>(ProcessContext self, ProcessTask<T> task, ErlTerm message)
    {
        task.IsOver = true;
        self.Demonitor(task.Reference, DemonitorOptions.Flush);
        return message is ErlTuple { Count: 5 } down ? TaskOutcome<T>.Exited(down[4]) : TaskOutcome<T>.Ok(task.ReadResult(message));
    }

    private static async Task<TaskOutcome<T>?> EndAsync<T>(ProcessContext self, ProcessTask<T> task, ErlAtom signal, TimeSpan timeout)
    {
        ThrowUnlessMine(self, task);
        if (task.IsLinked)
        {
            self.Unlink(task.Pid);
        }

        ErlReference reference = task.IsGivenUp ? self.Monitor(task.Pid) : task.Reference;
        self.Exit(task.Pid, signal);
        TaskOutcome<T>? outcome = null;
        while (true)
        {
            ErlTerm? message = await self.ReceiveAsync(reference, timeout).ConfigureAwait(false);
            switch (message)
            {
                case null:
                    (signal, timeout) = (Atoms.Kill, Timeout.InfiniteTimeSpan);
                    self.Exit(task.Pid, signal);
                    break;
                case ErlTuple { Count: 5 } down:
                    task.IsOver = true;
                    return outcome ?? (down[4].Equals(ReasonOf(signal)) ? null : TaskOutcome<T>.Exited(down[4]));
                default:
                    // The result was on its way; the end of the process follows.
                    outcome = TaskOutcome<T>.Ok(task.ReadResult(message));
                    break;
            }
        }
    }

    private static ErlAtom ReasonOf(ErlAtom signal) => signal == Atoms.Kill ? Atoms.Killed : signal;

    private static TermException AwaitFailed(ErlPid pid, TimeSpan timeout, ErlTerm reason)
        => TermException.Exit(
            ErlTerm.Tuple(reason, ErlTerm.Tuple(TaskAtom, AwaitAtom, ErlTerm.List(pid, TimeoutTerm.Of(timeout)))),
            reason.Equals(Atoms.Timeout) ? $"Task {pid} did not end within {timeout}." : $"Task {pid} ended without a result: {ReasonText.Of(reason)}");

    private static void ThrowUnlessAwaited<T>(ProcessContext self, ProcessTask<T> task)
    {
        ThrowUnlessMine(self, task);
        if (task.IsGivenUp)
        {
            throw new InvalidOperationException($"The result of task {task.Pid} was waited for in vain and given up; it can only be ended now.");
        }
    }

    private static void ThrowUnlessMine<T>(ProcessContext self, ProcessTask<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.Owner.Equals(self.Self))
        {
            throw new InvalidOperationException($"Task {task.Pid} belongs to {task.Owner}, which alone gets its result; {self.Self} cannot wait for it.");
        }

        if (task.IsOver)
        {
            throw new InvalidOperationException($"The end of task {task.Pid} has been received already.");
        }
    }
}
