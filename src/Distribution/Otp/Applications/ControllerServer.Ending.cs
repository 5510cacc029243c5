using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Terms;

namespace Chan.Distribution.Otp.Applications;

/// <content>The end of all applications.</content>
internal sealed partial class ControllerServer
{
    /// <summary>Without this application the program is not whole: every other one stops, and the host is told.</summary>
    private async ValueTask<HandleResult> EndAllAsync(ErlAtom name, RestartKind kind, ErlTerm failure)
    {
        Log.AllEnd(name, kind, failure);
        await StopAllAsync().ConfigureAwait(false);
        ended.TrySetResult(failure);
        return HandleResult.Stop(ErlTerm.Tuple(Atoms.Shutdown, failure));
    }

    /// <summary>
    /// Those that still start are the youngest: they go first, all at the same time, as they need nothing of each other. They may finish their start,
    /// for the time that the options give. The others follow, the youngest first.
    /// </summary>
    private async ValueTask StopAllAsync()
    {
        while (_waiting.TryDequeue(out (ErlTerm Request, GenFrom From) next))
        {
            next.From.Reply(Process, Refusal);
        }

        await StopAsync([.. _entries.Values.Where(each => !each.IsRunning || each == _stopping)]).ConfigureAwait(false);
        foreach ((ErlAtom name, _) in table.Running)
        {
            await StopAsync([_entries[name]]).ConfigureAwait(false);
        }
    }

    private async ValueTask StopAsync(IReadOnlyList<ApplicationEntry> entries)
    {
        var ends = new HashSet<ErlReference>();
        foreach (ApplicationEntry each in entries)
        {
            if (each.Master is { } master)
            {
                ends.Add(Process.Monitor(master));
                ApplicationMaster.Stop(Process, token, master, StopLimit.OfOptions);
            }
        }

        await RefuseUntilAsync(ends).ConfigureAwait(false);
        foreach (ApplicationEntry each in entries)
        {
            each.Answer(Process, each == _stopping ? Atoms.Ok : Refusal);
            Remove(each);
            if (each.Master is { } master)
            {
                Process.Unlink(master);
                table.RemoveMaster(master);
            }
        }
    }

    /// <summary>Waits, and answers who calls meanwhile: a start that asks the controller would wait for it, and the controller for the start.</summary>
    private async ValueTask RefuseUntilAsync(HashSet<ErlReference> ends)
    {
        while (ends.Count > 0)
        {
            ErlTerm message = await Process
                .ReceiveAsync(each => GenMessage.TryReadCall(each, out _, out _) || FindEnd(each) is not null)
                .ConfigureAwait(false);
            if (GenMessage.TryReadCall(message, out GenFrom from, out _))
            {
                from.Reply(Process, Refusal);
            }
            else
            {
                ends.Remove(FindEnd(message)!);
            }
        }

        ErlReference? FindEnd(ErlTerm message)
            => message is ErlTuple { Count: 5 } down && down[0] == Atoms.Down && down[1] is ErlReference end && ends.Contains(end) ? end : null;
    }
}
