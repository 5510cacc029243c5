using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>For code of the host, which is no process.</content>
public sealed partial class Node
{
    /// <summary>Runs a function as a temporary process and returns its result.</summary>
    /// <param name="body">The function.</param>
    /// <param name="cancellationToken">Kills the process.</param>
    /// <returns>What the body returns. It faults as the body does.</returns>
    /// <exception cref="ProcessExitedException">The process was ended from outside.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T> RunAsync<T>(Func<ProcessContext, Task<T>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        cancellationToken.ThrowIfCancellationRequested();
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ProcessContext process = Spawn(self => RunBodyAsync(self, body, result), null, parent: null, watch: null);

        // From here and not from the body: a process that is ended before its first instruction never runs it.
        using CancellationTokenRegistration end = process.Exiting.UnsafeRegister(
            static state => ((TaskCompletionSource<T>)state!).TrySetException(new ProcessEndedException()), result);
        using CancellationTokenRegistration kill = cancellationToken.UnsafeRegister(_ => End(process, Atoms.Killed), null);
        try
        {
            return await result.Task.ConfigureAwait(false);
        }
        catch (ProcessEndedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ProcessExitedException(process.Self, process.RelationsOrNull?.ExitReason ?? Atoms.Killed);
        }
    }

    /// <summary>Waits for the end of a process.</summary>
    /// <param name="pid">A process of this node.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The exit reason; <c>noproc</c> when there is no such process (any more).</returns>
    public async Task<ErlTerm> WhenExited(ErlPid pid, CancellationToken cancellationToken = default)
        => await WaitAsync(pid, 0, cancellationToken).ConfigureAwait(false) ?? Atoms.Noproc;

    /// <summary>Messages that a process has received and not read yet; 0 when it is gone.</summary>
    /// <param name="pid">A process of this node.</param>
    public int GetMailboxLength(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return Find(pid)?.MailboxLength ?? 0;
    }

    /// <summary>Completes when a process has fewer unread messages than a limit, or is gone: back-pressure for who feeds it.</summary>
    /// <param name="pid">A process of this node.</param>
    /// <param name="below">1 or more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask WaitForMailboxAsync(ErlPid pid, int below, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pid);
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        return GetMailboxLength(pid) < below ? ValueTask.CompletedTask : new ValueTask(WaitAsync(pid, below, cancellationToken));
    }

    /// <summary>What tools show of a process, or <see langword="null"/> when it is gone.</summary>
    /// <param name="pid">A process of this node.</param>
    public ProcessInformation? GetProcessInformation(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return Find(pid)?.Describe();
    }

    /// <summary>The pids of all processes alive now, in no order.</summary>
    public IReadOnlyList<ErlPid> GetProcesses() => [.. Table.Snapshot().Select(process => process.Self)];

    private static async Task RunBodyAsync<T>(ProcessContext self, Func<ProcessContext, Task<T>> body, TaskCompletionSource<T> result)
    {
        try
        {
            result.TrySetResult(await body(self).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // The caller awaits the result and gets the exception; the process itself ends as wanted.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            result.TrySetException(fault);
        }
    }

    private async Task<ErlTerm?> WaitAsync(ErlPid pid, int below, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pid);
        if (Find(pid) is not { } process)
        {
            return Atoms.Noproc;
        }

        var wait = new HostWait(below);
        if (!process.TryAddWait(wait))
        {
            return Atoms.Noproc;
        }

        try
        {
            return await wait.Source.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            process.RemoveWait(wait);
        }
    }
}
