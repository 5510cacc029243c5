using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>The messages that answer requests.</summary>
internal static class ErpcAnswers
{
    /// <summary>Reads <c>{spawn_reply, Ref, error, Reason}</c> and <c>{'DOWN', Ref, process, Pid, Reason}</c>.</summary>
    public static bool TryRead(ErlTerm message, [NotNullWhen(true)] out ErlReference? request, [NotNullWhen(true)] out ErlTuple? answer)
    {
        answer = message as ErlTuple;
        request = answer switch
        {
            [ErlAtom label, ErlReference asked, ErlAtom outcome, _] when label == SpawnAtoms.SpawnReply && outcome == Atoms.Error => asked,
            [ErlAtom label, ErlReference asked, ErlAtom what, _, _] when label == Atoms.Down && what == Atoms.Process => asked,
            _ => null,
        };
        return request is not null;
    }

    /// <summary>Gives a request up whose time is over, so that no answer comes any more.</summary>
    /// <returns>The answer, if it came at the last moment; otherwise one that says <c>timeout</c>, or <c>badarg</c> when the answer was received before.</returns>
    public static async ValueTask<ErlTuple> GiveUpAsync(ProcessContext self, ErlReference request)
    {
        if (TryAbandon(self, request))
        {
            return Failure(request, Atoms.Timeout);
        }

        return await self.ReceiveAsync(request, TimeSpan.Zero).ConfigureAwait(false) as ErlTuple ?? Failure(request, Atoms.Badarg);
    }

    /// <summary>False when the answer is in the mailbox, or was received before.</summary>
    public static bool TryAbandon(ProcessContext self, ErlReference request) => self.AbandonSpawnRequest(request) || self.Demonitor(request);

    private static ErlTuple Failure(ErlReference request, ErlAtom reason) => ErlTerm.Tuple(SpawnAtoms.SpawnReply, request, Atoms.Error, reason);
}
