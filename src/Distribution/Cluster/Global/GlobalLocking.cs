using System.Security.Cryptography;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>Takes locks on several nodes at once. The holder is the process that asks.</summary>
internal static class GlobalLocking
{
    private const int LongestWait = 8000;

    private static readonly ErlAtom GetKnown = ErlTerm.Atom("get_known");

    /// <summary>Takes a lock on all of the nodes, or on none of them.</summary>
    /// <returns>False when another requester holds it on one of them. Nodes without a name server do not count.</returns>
    public static async ValueTask<bool> TrySetAsync(ProcessContext self, ErlTerm lockId, IReadOnlyCollection<ErlAtom> nodes)
    {
        MultiCallResult answers = await self.MultiCallAsync(
            nodes, GlobalAtoms.NameServer, ErlTerm.Tuple(GlobalAtoms.SetLock, lockId)).ConfigureAwait(false);
        if (answers.Replies.All(reply => reply.Reply.Equals(Atoms.True)))
        {
            return true;
        }

        await DeleteAsync(self, lockId, [.. answers.Replies.Where(reply => reply.Reply.Equals(Atoms.True)).Select(reply => reply.Node)]).ConfigureAwait(false);
        return false;
    }

    /// <summary>Takes the calling process off a lock on the nodes.</summary>
    public static async Task DeleteAsync(ProcessContext self, ErlTerm lockId, IReadOnlyCollection<ErlAtom> nodes)
        => await self.MultiCallAsync(nodes, GlobalAtoms.NameServer, ErlTerm.Tuple(GlobalAtoms.DelLock, lockId)).ConfigureAwait(false);

    /// <summary>Takes a lock, and tries again when another requester holds it.</summary>
    /// <param name="self">The holder.</param>
    /// <param name="lockId">The lock.</param>
    /// <param name="nodes">Where.</param>
    /// <param name="retries">How often to try again; without end when <see langword="null"/>.</param>
    public static async Task<bool> SetAsync(ProcessContext self, ErlTerm lockId, IReadOnlyCollection<ErlAtom> nodes, int? retries)
    {
        for (int times = 1; !await TrySetAsync(self, lockId, nodes).ConfigureAwait(false); times++)
        {
            if (times > retries)
            {
                return false;
            }

            await WaitAsync(self, times).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Does something while the names of the whole world cannot be changed by anybody else.</summary>
    /// <param name="self">The holder of the lock; with its end the lock goes.</param>
    /// <param name="action">Gets the nodes of the world.</param>
    /// <exception cref="InvalidOperationException">This node has no global names.</exception>
    public static async Task<T> InWorldAsync<T>(ProcessContext self, Func<IReadOnlyCollection<ErlAtom>, Task<T>> action)
    {
        ErlTerm lockId = ErlTerm.Tuple(Atoms.Global, self.Self);
        for (int times = 0; ; times++)
        {
            ErlAtom[] known = await KnownAsync(self).ConfigureAwait(false);
            ErlAtom[] world = [self.Node.Name, .. known];

            // Who has the greatest node meets no rival on the others.
            ErlAtom boss = world.Max()!;
            if (await TrySetAsync(self, lockId, [boss]).ConfigureAwait(false))
            {
                if (await TrySetAsync(self, lockId, world).ConfigureAwait(false))
                {
                    try
                    {
                        if (!(await KnownAsync(self).ConfigureAwait(false)).Except(known).Any())
                        {
                            return await action(world).ConfigureAwait(false);
                        }
                    }
                    finally
                    {
                        await DeleteAsync(self, lockId, [.. world.Where(node => node != boss)]).ConfigureAwait(false);
                        await DeleteAsync(self, lockId, [boss]).ConfigureAwait(false);
                    }
                }
                else
                {
                    await DeleteAsync(self, lockId, [boss]).ConfigureAwait(false);
                }
            }

            await WaitAsync(self, times).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the names of all visible nodes are known here.</summary>
    /// <exception cref="InvalidOperationException">This node has no global names.</exception>
    public static Task<ErlTerm> SyncAsync(ProcessContext self)
        => AskAsync(self, ErlTerm.Tuple(GlobalAtoms.Sync, ErlTerm.List([.. self.Node.Nodes()])));

    private static async Task<ErlAtom[]> KnownAsync(ProcessContext self)
        => [.. ((ErlList)await AskAsync(self, GetKnown).ConfigureAwait(false)).OfType<ErlAtom>()];

    private static async Task<ErlTerm> AskAsync(ProcessContext self, ErlTerm request)
        => await LocalCall.AskAsync(self, GlobalAtoms.NameServer, request).ConfigureAwait(false)
            ?? throw new InvalidOperationException("This node is part of no cluster, so it has no global names.");

    /// <summary>A random while: up to a quarter of a second after the first failure, twice as long after each further one, at most 8 s.</summary>
    private static async Task WaitAsync(ProcessContext self, int times)
    {
        int longest = times > 5 ? LongestWait : (1 << times) * 1000 / 8;
        await self.ReceiveAsync(static _ => false, TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, longest + 1))).ConfigureAwait(false);
    }
}
