using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>Locks that the nodes of a cluster share, as module <c>global</c> of Erlang has them and with it. They belong to the process that takes them.</summary>
/// <remarks>A lock goes when its holder ends or cannot be reached any more. What it guards is a matter of those who ask for it.</remarks>
public static class GlobalLockCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Takes a lock: <c>global:set_lock/3</c>. Between two tries it waits a random while, 8 s at the most.</summary>
        /// <param name="id">What is locked, and for whom.</param>
        /// <param name="nodes">On which nodes; on this one and all visible ones when <see langword="null"/>.</param>
        /// <param name="retries">How often to try again while another requester has it, 0 or more; without end when <see langword="null"/>.</param>
        /// <returns>False when another requester still has it.</returns>
        public Task<bool> SetLockAsync(GlobalLockId id, IReadOnlyCollection<ErlAtom>? nodes = null, int? retries = null)
        {
            ArgumentNullException.ThrowIfNull(self);
            ArgumentOutOfRangeException.ThrowIfNegative(retries ?? 0, nameof(retries));
            return GlobalLocking.SetAsync(self, id.ToTerm(), nodes ?? All(self), retries);
        }

        /// <summary>Gives a lock back: <c>global:del_lock/2</c>. Nothing happens when this process does not hold it.</summary>
        /// <param name="id">As it was taken.</param>
        /// <param name="nodes">On which nodes; on this one and all visible ones when <see langword="null"/>.</param>
        public Task DelLockAsync(GlobalLockId id, IReadOnlyCollection<ErlAtom>? nodes = null)
        {
            ArgumentNullException.ThrowIfNull(self);
            return GlobalLocking.DeleteAsync(self, id.ToTerm(), nodes ?? All(self));
        }

        /// <summary>Does something while it holds a lock: <c>global:trans/4</c>.</summary>
        /// <param name="id">What is locked, and for whom.</param>
        /// <param name="action">What is done. The lock is given back however it ends.</param>
        /// <param name="nodes">On which nodes; on this one and all visible ones when <see langword="null"/>.</param>
        /// <param name="retries">As with <c>SetLockAsync</c>.</param>
        /// <returns>Whether it was done (in Erlang otherwise <c>aborted</c>), and what the action gave.</returns>
        public async Task<(bool IsDone, T? Result)> TransAsync<T>(
            GlobalLockId id, Func<Task<T>> action, IReadOnlyCollection<ErlAtom>? nodes = null, int? retries = null)
        {
            ArgumentNullException.ThrowIfNull(action);

            // The same nodes at the end as at the beginning, whoever comes meanwhile.
            nodes ??= All(self);
            if (!await self.SetLockAsync(id, nodes, retries).ConfigureAwait(false))
            {
                return (false, default);
            }

            try
            {
                return (true, await action().ConfigureAwait(false));
            }
            finally
            {
                await self.DelLockAsync(id, nodes).ConfigureAwait(false);
            }
        }
    }

    private static ErlAtom[] All(ProcessContext self) => [self.Node.Name, .. self.Node.Nodes()];
}
