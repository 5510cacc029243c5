using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>Groups of processes, as far as the calling process itself is concerned: it hears of members that join and leave.</summary>
/// <remarks>What groups are is said at <see cref="PgCalls"/>.</remarks>
public static class PgProcessCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Starts a scope that is linked to this process, as <c>pg:start_link/1</c>; otherwise as <c>StartPgScopeAsync</c> of the node.</summary>
        /// <param name="scope">Its name.</param>
        /// <returns>The scope's process.</returns>
        /// <exception cref="ArgumentException">The name is taken.</exception>
        public Task<ErlPid> StartPgScopeLinkAsync(ErlAtom scope)
        {
            ArgumentNullException.ThrowIfNull(self);
            ArgumentNullException.ThrowIfNull(scope);
            return PgScopes.Of(self.Node).StartAsync(scope, self.SpawnLink);
        }

        /// <summary>Sends this process <c>{Ref, join, Group, Pids}</c> and <c>{Ref, leave, Group, Pids}</c> for a group, as <c>pg:monitor/2</c>.</summary>
        /// <param name="group">The group.</param>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <returns>
        /// What the messages carry, and the members now: every change after them is told. The subscription ends with this process, with the
        /// scope, and by <c>PgDemonitorAsync</c>.
        /// </returns>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public async Task<(ErlReference Reference, IReadOnlyList<ErlPid> Members)> PgMonitorAsync(ErlTerm group, ErlAtom? scope = null)
        {
            ArgumentNullException.ThrowIfNull(group);
            var answer = (ErlTuple)await PgCalls.CallAsync(self, scope ?? Atoms.Pg, ErlTerm.Tuple(Atoms.Monitor, group)).ConfigureAwait(false);
            return ((ErlReference)answer[0], [.. ((ErlList)answer[1]).Cast<ErlPid>()]);
        }

        /// <summary>Sends this process the messages of <c>PgMonitorAsync</c> for all groups of a scope, as <c>pg:monitor_scope/1</c>.</summary>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <returns>What the messages carry, and the groups with their members now.</returns>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public async Task<(ErlReference Reference, ErlMap Groups)> PgMonitorScopeAsync(ErlAtom? scope = null)
        {
            var answer = (ErlTuple)await PgCalls.CallAsync(self, scope ?? Atoms.Pg, Atoms.Monitor).ConfigureAwait(false);
            return ((ErlReference)answer[0], (ErlMap)answer[1]);
        }

        /// <summary>Ends a subscription, as <c>pg:demonitor/2</c>, and takes its messages out of the mailbox.</summary>
        /// <param name="reference">As the call gave it that began the subscription.</param>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <returns>False when there is none.</returns>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public async Task<bool> PgDemonitorAsync(ErlReference reference, ErlAtom? scope = null)
        {
            ArgumentNullException.ThrowIfNull(reference);
            return await PgCalls.DemonitorAsync(self, scope ?? Atoms.Pg, reference).ConfigureAwait(false) == Atoms.Ok;
        }
    }
}
