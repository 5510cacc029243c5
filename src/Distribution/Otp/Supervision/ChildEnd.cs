using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>Ends children as their specification says.</summary>
/// <remarks>By a monitor and not by the exit signal alone: a child that has unlinked itself cannot hold the supervisor up.</remarks>
internal static class ChildEnd
{
    /// <summary>Ends one child.</summary>
    /// <returns>The reason of its end when that was not in order, else <see langword="null"/>.</returns>
    public static async ValueTask<ErlTerm?> StopAsync(ProcessContext self, ErlPid pid, Shutdown shutdown, RestartKind restart)
    {
        ErlReference monitor = self.Monitor(pid);
        self.Exit(pid, Ask(shutdown));
        ErlTerm? down = await self.ReceiveAsync(monitor, shutdown.IsBrutalKill ? Timeout.InfiniteTimeSpan : shutdown.Wait)
            .ConfigureAwait(false);
        if (down is null)
        {
            self.Exit(pid, Atoms.Kill);
            down = await self.ReceiveAsync(monitor).ConfigureAwait(false);
        }

        return await ReasonAsync(self, pid, down, shutdown, restart).ConfigureAwait(false);
    }

    /// <summary>Ends all children of one specification at the same time.</summary>
    /// <returns>The reasons that were not in order, each with the number of children that ended so.</returns>
    public static async ValueTask<IReadOnlyDictionary<ErlTerm, int>> StopAllAsync(ProcessContext self, IEnumerable<ErlPid> pids, Shutdown shutdown, RestartKind restart)
    {
        var waiting = new Dictionary<ErlReference, ErlPid>();
        foreach (ErlPid pid in pids)
        {
            waiting.Add(self.Monitor(pid), pid);
            self.Exit(pid, Ask(shutdown));
        }

        var reasons = new Dictionary<ErlTerm, int>();
        Deadline deadline = shutdown.IsBrutalKill ? default : Deadline.After(self.Node.TimeProvider, shutdown.Wait);
        while (waiting.Count > 0)
        {
            ErlTerm? message = await self.ReceiveAsync(each => IsDown(each, waiting), deadline.Left).ConfigureAwait(false);
            if (message is not ErlTuple { Count: 5 } down)
            {
                deadline = default;
                foreach (ErlPid pid in waiting.Values)
                {
                    self.Exit(pid, Atoms.Kill);
                }

                continue;
            }

            waiting.Remove((ErlReference)down[1], out ErlPid? ended);
            if (await ReasonAsync(self, ended!, down, shutdown, restart).ConfigureAwait(false) is { } reason)
            {
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
        }

        return reasons;
    }

    /// <summary>Takes back the link to a process.</summary>
    /// <returns>Its exit signal, when that came as a message before.</returns>
    public static ValueTask<ErlTerm?> UnlinkAsync(ProcessContext self, ErlPid pid)
    {
        self.Unlink(pid);
        return self.ReceiveAsync(message => GenMessage.TryReadExit(message, out ErlPid? from, out _) && from.Equals(pid), TimeSpan.Zero);
    }

    private static ErlAtom Ask(Shutdown shutdown) => shutdown.IsBrutalKill ? Atoms.Kill : Atoms.Shutdown;

    private static bool IsDown(ErlTerm message, Dictionary<ErlReference, ErlPid> waiting)
        => message is ErlTuple { Count: 5 } down && down[0].Equals(Atoms.Down) && down[1] is ErlReference reference && waiting.ContainsKey(reference);

    /// <summary>The reason of the exit signal goes before that of the monitor: a child that was gone before has none there.</summary>
    private static async ValueTask<ErlTerm?> ReasonAsync(ProcessContext self, ErlPid pid, ErlTerm down, Shutdown shutdown, RestartKind restart)
    {
        ErlTerm? exit = await UnlinkAsync(self, pid).ConfigureAwait(false);
        ErlTerm reason = exit is ErlTuple { Count: 3 } signal ? signal[2] : ((ErlTuple)down)[4];
        return IsInOrder(reason, shutdown, restart) ? null : reason;
    }

    private static bool IsInOrder(ErlTerm reason, Shutdown shutdown, RestartKind restart)
    {
        bool mayEndByItself = restart != RestartKind.Permanent;
        return reason.Equals(shutdown.IsBrutalKill ? Atoms.Killed : Atoms.Shutdown)
            || (mayEndByItself && (reason.Equals(Atoms.Normal) || reason.Equals(Atoms.Shutdown)))
            || (mayEndByItself && reason is ErlTuple { Count: 2 } pair && pair[0].Equals(Atoms.Shutdown));
    }
}
