using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Tasks;

/// <content>A task for each item of a sequence, some of them at a time.</content>
public static partial class ProcessTasks
{
    private static readonly ErlAtom AsyncStreamAtom = ErlTerm.Atom("async_stream");

    /// <summary>Runs a function for each item, in a task of its own, and gives the outcomes in the order of the items.</summary>
    /// <remarks>
    /// Items are taken, and tasks started, as the outcomes are asked for. Who stops asking ends the tasks that still run. To be read by this process.
    /// Tasks under a supervisor run on when the reader is killed.
    /// </remarks>
    /// <param name="self">The process.</param>
    /// <param name="items">The items; may be endless.</param>
    /// <param name="body">The function; gets the process of its task and the item.</param>
    /// <param name="options">How many at a time, for how long, and what follows a crash.</param>
    /// <exception cref="TermException">An item takes too long, if the options say so; or their supervisor is not there.</exception>
    public static IAsyncEnumerable<TaskOutcome<TResult>> AsyncStream<TItem, TResult>(
        this ProcessContext self, IEnumerable<TItem> items, Func<ProcessContext, TItem, Task<TResult>> body, AsyncStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(body);
        return StreamAsync(self, items, body, options ?? AsyncStreamOptions.Default);
    }

    private static async IAsyncEnumerable<TaskOutcome<TResult>> StreamAsync<TItem, TResult>(
        ProcessContext self, IEnumerable<TItem> items, Func<ProcessContext, TItem, Task<TResult>> body, AsyncStreamOptions options)
    {
        var started = new Queue<(ProcessTask<TResult> Task, Deadline Deadline)>();
        using IEnumerator<TItem> source = items.GetEnumerator();
        bool hasMore = true;
        try
        {
            while (true)
            {
                while (hasMore && started.Count < options.MaxConcurrency && (hasMore = source.MoveNext()))
                {
                    TItem item = source.Current;
                    ProcessTask<TResult> task = options.Supervisor is { } supervisor
                        ? await TaskRun.StartAsync(self, supervisor, process => body(process, item)).ConfigureAwait(false)
                        : TaskRun.StartLinked(self, process => body(process, item));
                    started.Enqueue((task, Deadline.After(self.Node.TimeProvider, options.Timeout)));
                }

                if (!started.TryPeek(out (ProcessTask<TResult> Task, Deadline Deadline) next))
                {
                    yield break;
                }

                TaskOutcome<TResult>? outcome = await self.YieldAsync(next.Task, next.Deadline.Left).ConfigureAwait(false);
                if (outcome is null)
                {
                    if (options.OnTimeout == TaskTimeoutAction.Exit)
                    {
                        throw StreamTimedOut(options.Timeout);
                    }

                    outcome = await self.KillAsync(next.Task).ConfigureAwait(false) ?? TaskOutcome<TResult>.Exited(Atoms.Timeout);
                }

                started.Dequeue();
                await ForgetAsync(self, next.Task).ConfigureAwait(false);
                yield return outcome.Value;
            }
        }
        finally
        {
            foreach ((ProcessTask<TResult> task, _) in started)
            {
                await self.KillAsync(task).ConfigureAwait(false);
                await ForgetAsync(self, task).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A reader that traps exits gets outcomes, and no exit signals beside them.</summary>
    private static async ValueTask ForgetAsync<TResult>(ProcessContext self, ProcessTask<TResult> task)
    {
        if (task.IsLinked)
        {
            await ChildEnd.UnlinkAsync(self, task.Pid).ConfigureAwait(false);
        }
    }

    private static TermException StreamTimedOut(TimeSpan timeout)
        => TermException.Exit(
            ErlTerm.Tuple(Atoms.Timeout, ErlTerm.Tuple(TaskAtom, AsyncStreamAtom, ErlTerm.List(TimeoutTerm.Of(timeout)))),
            $"An item of the stream took longer than {timeout}.");
}
