using System.Security.Cryptography;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>
/// The process beside the name server that takes the lock of global in the worlds of two nodes at once, and holds it until their names are one.
/// </summary>
/// <remarks>
/// The two lockers do not talk to each other: their messages go through the name servers, so that none overtakes a nodedown.
/// </remarks>
internal sealed class GlobalLocker(ErlPid server, GlobalLocks locks, IClusterNodes nodes)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(3000);

    private readonly List<GlobalLockerCandidate> _candidates = [];
    private readonly HashSet<ErlAtom> _known = [];
    private bool _hasJustJoined;

    public async Task RunAsync(ProcessContext self)
    {
        while (true)
        {
            ErlTerm? message = await self.ReceiveAsync(Wait()).ConfigureAwait(false);
            if (message is not null)
            {
                await HandleAsync(self, message).ConfigureAwait(false);
                continue;
            }

            _hasJustJoined = false;
            _candidates.RemoveAll(candidate => _known.Contains(candidate.Node));
            if (!locks.IsGlobalSet && _candidates.Count > 0)
            {
                await JoinAsync(self, _candidates[RandomNumberGenerator.GetInt32(_candidates.Count)]).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A while, so that others in this world get their turn too.</summary>
    private TimeSpan Wait()
        => _candidates.Count == 0 ? Timeout.InfiniteTimeSpan
            : _hasJustJoined ? TimeSpan.Zero
            : _known.Count == 0 ? FirstWait
            : TimeSpan.FromMilliseconds(Math.Min(1000 + (100 * _known.Count), LongestWait.TotalMilliseconds));

    private ValueTask HandleAsync(ProcessContext self, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [ErlAtom form, ErlPid locker, var hisTag, var myTag] when form == GlobalAtoms.HisLocker:
                _candidates.Add(new GlobalLockerCandidate(locker.Node, locker, myTag, hisTag));
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, var tag, _] when form == GlobalAtoms.Cancel:
                Forget(node, tag);
                break;
            case ErlTuple and [ErlAtom form, ErlPid locker, ErlAtom isSet, _, var tag] when form == GlobalAtoms.LockSet && isSet == Atoms.True:
                return AnswerAsync(self, locker, tag);
            default:
                UpdateKnown(message);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private void Forget(ErlAtom node, ErlTerm tag) => _candidates.RemoveAll(candidate => candidate.Node == node && candidate.MyTag.Equals(tag));

    /// <summary>The other side has the lock in its world and waits for this one.</summary>
    private async ValueTask AnswerAsync(ProcessContext self, ErlPid locker, ErlTerm tag)
    {
        GlobalLockerCandidate? him = _candidates.Find(candidate => candidate.Node == locker.Node);
        if (him is null || !him.MyTag.Equals(tag))
        {
            TellLockSet(self, locker, isSet: false, hisTag: 0);
            return;
        }

        ErlTerm lockId = LockIdWith(self, locker);
        bool isSet = await TryLockWorldAsync(self, lockId, []).ConfigureAwait(false);
        TellLockSet(self, locker, isSet, him.HisTag);
        _hasJustJoined = false;
        if (isSet)
        {
            await HoldAsync(self, him, lockId, [self.Node.Name, .. _known]).ConfigureAwait(false);
        }
    }

    private async ValueTask JoinAsync(ProcessContext self, GlobalLockerCandidate him)
    {
        ErlTerm lockId = LockIdWith(self, him.Locker);
        if (!await TryLockWorldAsync(self, lockId, [him.Node]).ConfigureAwait(false))
        {
            return;
        }

        ErlAtom[] world = [self.Node.Name, him.Node, .. _known];
        TellLockSet(self, him.Locker, isSet: true, him.HisTag);
        while (true)
        {
            ErlTerm message = await self.ReceiveAsync(message => IsAbout(message, him)).ConfigureAwait(false);
            if (message is ErlTuple and [_, _, _, var casts])
            {
                Cast(self, casts);
                await UnlockAsync(self, lockId, world).ConfigureAwait(false);
                Forget(him.Node, him.MyTag);
                return;
            }

            if (message is ErlTuple and [_, _, var isSet, _, var answered] && answered.Equals(him.MyTag))
            {
                if (isSet.Equals(Atoms.True))
                {
                    await HoldAsync(self, him, lockId, world).ConfigureAwait(false);
                }
                else
                {
                    await UnlockAsync(self, lockId, world).ConfigureAwait(false);
                }

                return;
            }
        }
    }

    /// <summary>Both have the lock: the name servers exchange what they know, and then cancel.</summary>
    private async ValueTask HoldAsync(ProcessContext self, GlobalLockerCandidate him, ErlTerm lockId, ErlAtom[] world)
    {
        self.Send(server, GenMessage.Cast(ErlTerm.Tuple(GlobalAtoms.LockIsSet, him.Node, him.MyTag, lockId)));
        ErlTerm cancel = await self.ReceiveAsync(message => IsCancel(message, him)).ConfigureAwait(false);
        Cast(self, ((ErlTuple)cancel)[3]);
        await UnlockAsync(self, lockId, world).ConfigureAwait(false);
        _hasJustJoined = true;
        Forget(him.Node, him.MyTag);
    }

    private static bool IsCancel(ErlTerm message, GlobalLockerCandidate him)
        => message is ErlTuple and [ErlAtom form, ErlAtom node, var tag, _]
            && form == GlobalAtoms.Cancel && node == him.Node && tag.Equals(him.MyTag);

    private static bool IsAbout(ErlTerm message, GlobalLockerCandidate him)
        => IsCancel(message, him)
            || (message is ErlTuple and [ErlAtom form, ErlPid locker, _, _, _] && form == GlobalAtoms.LockSet && locker.Node == him.Node);

    /// <summary>What other nodes must hear before the lock is gone: <c>{[Node], Message}</c>, or <c>none</c>.</summary>
    private void Cast(ProcessContext self, ErlTerm casts)
    {
        if (casts is ErlTuple and [ErlList receivers, var message])
        {
            foreach (ErlTerm node in receivers)
            {
                nodes.SendIfConnected(self, ErlTerm.Tuple(GlobalAtoms.NameServer, node), GenMessage.Cast(message));
            }
        }
    }

    /// <summary>The same on both sides: the two lockers in order.</summary>
    private static ErlTuple LockIdWith(ProcessContext self, ErlPid locker)
        => ErlTerm.Tuple(Atoms.Global, self.Self.CompareTo(locker) < 0 ? ErlTerm.List(self.Self, locker) : ErlTerm.List(locker, self.Self));

    private void TellLockSet(ProcessContext self, ErlPid locker, bool isSet, ErlTerm hisTag)
    {
        ErlTerm message = ErlTerm.Tuple([GlobalAtoms.LockSet, self.Self, isSet, ErlTerm.List([.. _known]), hisTag]);
        nodes.SendIfConnected(self, ErlTerm.Tuple(GlobalAtoms.NameServer, locker.Node), GenMessage.Cast(message));
    }

    private void UpdateKnown(ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [ErlAtom form, ErlList added] when form == GlobalAtoms.AddToKnown:
                _known.UnionWith(added.OfType<ErlAtom>());
                break;
            case ErlTuple and [ErlAtom form, ErlAtom removed] when form == GlobalAtoms.RemoveFromKnown:
                _known.Remove(removed);
                break;
        }
    }

    /// <summary>Takes the lock on the greatest node first: who has that one meets no rival on the others.</summary>
    private async ValueTask<bool> TryLockWorldAsync(ProcessContext self, ErlTerm lockId, ErlAtom[] further)
    {
        ErlAtom boss = Greatest([self.Node.Name, .. _known]);
        if (boss != self.Node.Name && !locks.CanSetGlobal(((ErlTuple)lockId)[1]))
        {
            return false;
        }

        if (!await GlobalLocking.TrySetAsync(self, lockId, [boss]).ConfigureAwait(false))
        {
            return false;
        }

        while (await self.ReceiveAsync(IsKnownUpdate, TimeSpan.Zero).ConfigureAwait(false) is { } update)
        {
            UpdateKnown(update);
        }

        ErlAtom[] second = [.. ((ErlAtom[])[self.Node.Name, .. further]).Where(node => node != boss)];
        if (!await GlobalLocking.TrySetAsync(self, lockId, second).ConfigureAwait(false))
        {
            await GlobalLocking.DeleteAsync(self, lockId, [boss]).ConfigureAwait(false);
            return false;
        }

        if (!await GlobalLocking.TrySetAsync(self, lockId, [.. _known.Where(node => node != boss)]).ConfigureAwait(false))
        {
            await GlobalLocking.DeleteAsync(self, lockId, [boss, .. second]).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private static bool IsKnownUpdate(ErlTerm message)
        => message is ErlTuple and [ErlAtom form, _] && (form == GlobalAtoms.AddToKnown || form == GlobalAtoms.RemoveFromKnown);

    private static ErlAtom Greatest(IEnumerable<ErlAtom> among) => among.Max()!;

    private static async ValueTask UnlockAsync(ProcessContext self, ErlTerm lockId, ErlAtom[] world)
    {
        ErlAtom boss = Greatest(world);
        await GlobalLocking.DeleteAsync(self, lockId, [.. world.Where(node => node != boss).Distinct()]).ConfigureAwait(false);
        await GlobalLocking.DeleteAsync(self, lockId, [boss]).ConfigureAwait(false);
    }
}
