using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>
/// Groups of processes that the nodes of a cluster know together, as module <c>pg</c> of Erlang has them and with it: members that join on
/// one node are seen on all.
/// </summary>
/// <remarks>
/// A group is any term and is there as long as it has members; a process may be in it several times. A member goes with its process and with its
/// node. Groups live in a scope, a server of the same name on every node; the scope <c>pg</c> runs on every node of a cluster. What other nodes
/// did is seen here when their message has come: there is no lock and no common order. What a process does for itself, such as following a
/// group, is in <see cref="PgProcessCalls"/>.
/// </remarks>
public static class PgCalls
{
    private static readonly ErlAtom JoinLocal = ErlTerm.Atom("join_local");
    private static readonly ErlAtom LeaveLocal = ErlTerm.Atom("leave_local");

    extension(Node node)
    {
        /// <summary>Starts a scope, as <c>pg:start/1</c>: it knows the scopes of the same name on the visible nodes of the cluster.</summary>
        /// <param name="scope">Its name, which the process is registered with.</param>
        /// <returns>The scope's process; its groups are gone when it ends.</returns>
        /// <exception cref="ArgumentException">The name is taken.</exception>
        public Task<ErlPid> StartPgScopeAsync(ErlAtom scope)
        {
            ArgumentNullException.ThrowIfNull(node);
            ArgumentNullException.ThrowIfNull(scope);
            return PgScopes.Of(node).StartAsync(scope, node.Spawn);
        }

        /// <summary>Adds processes of this node to a group, as <c>pg:join/3</c>. Completes when they are members here and the other nodes are told.</summary>
        /// <param name="group">The group.</param>
        /// <param name="pids">One or more; each is a member once more, also if it is one already.</param>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <exception cref="ArgumentException">A process is not of this node.</exception>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public Task PgJoinAsync(ErlTerm group, IReadOnlyCollection<ErlPid> pids, ErlAtom? scope = null)
            => node.RunAsync(self => JoinAsync(self, scope ?? Atoms.Pg, group, ListOf(pids)));

        /// <summary>Takes processes of this node out of a group, each once, as <c>pg:leave/3</c>.</summary>
        /// <param name="group">The group.</param>
        /// <param name="pids">One or more.</param>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <returns>False when none of them was a member (<c>not_joined</c>).</returns>
        /// <exception cref="ArgumentException">A process is not of this node.</exception>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public async Task<bool> PgLeaveAsync(ErlTerm group, IReadOnlyCollection<ErlPid> pids, ErlAtom? scope = null)
            => await node.RunAsync(self => LeaveAsync(self, scope ?? Atoms.Pg, group, ListOf(pids))).ConfigureAwait(false) == Atoms.Ok;

        /// <summary>The members of a group on all nodes, as <c>pg:get_members/2</c>; a process that joined twice is there twice.</summary>
        /// <param name="group">The group.</param>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public IReadOnlyList<ErlPid> PgGetMembers(ErlTerm group, ErlAtom? scope = null) => Table(node, scope).Members(group);

        /// <summary>The members of a group on this node, as <c>pg:get_local_members/2</c>.</summary>
        /// <param name="group">The group.</param>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public IReadOnlyList<ErlPid> PgGetLocalMembers(ErlTerm group, ErlAtom? scope = null) => Table(node, scope).Members(group, node.Name);

        /// <summary>The groups that have members, as <c>pg:which_groups/1</c>.</summary>
        /// <param name="scope">The scope; <c>pg</c> when <see langword="null"/>.</param>
        /// <exception cref="InvalidOperationException">The scope does not run here.</exception>
        public IReadOnlyList<ErlTerm> PgWhichGroups(ErlAtom? scope = null) => Table(node, scope).Groups();
    }

    /// <summary>Adds one pid or a list of them to a group.</summary>
    internal static Task<ErlTerm> JoinAsync(ProcessContext self, ErlAtom scope, ErlTerm group, ErlTerm members)
        => CallAsync(self, scope, ErlTerm.Tuple(JoinLocal, group, Checked(self.Node, members)));

    /// <summary>Takes one pid or a list of them out of a group.</summary>
    internal static Task<ErlTerm> LeaveAsync(ProcessContext self, ErlAtom scope, ErlTerm group, ErlTerm members)
        => CallAsync(self, scope, ErlTerm.Tuple(LeaveLocal, group, Checked(self.Node, members)));

    /// <summary>Ends a subscription.</summary>
    internal static async Task<ErlTerm> DemonitorAsync(ProcessContext self, ErlAtom scope, ErlReference reference)
    {
        ErlTerm answer = await CallAsync(self, scope, ErlTerm.Tuple(Atoms.Demonitor, reference)).ConfigureAwait(false);
        while (await self.ReceiveAsync(
            message => message is ErlTuple and [ErlReference its, ErlAtom, _, ErlList] && its.Equals(reference), TimeSpan.Zero).ConfigureAwait(false) is not null)
        {
        }

        return answer;
    }

    /// <summary>Asks a scope of this node.</summary>
    internal static async Task<ErlTerm> CallAsync(ProcessContext self, ErlAtom scope, ErlTerm request)
    {
        ArgumentNullException.ThrowIfNull(self);
        return await LocalCall.AskAsync(self, scope, request).ConfigureAwait(false) ?? throw NotRunning(scope);
    }

    private static PgTable Table(Node node, ErlAtom? scope)
    {
        ArgumentNullException.ThrowIfNull(node);
        return PgScopes.Of(node).Find(scope ?? Atoms.Pg) ?? throw NotRunning(scope ?? Atoms.Pg);
    }

    private static InvalidOperationException NotRunning(ErlAtom scope)
        => new($"The scope {scope} does not run on this node: start it with {nameof(StartPgScopeAsync)}, or make the node part of a cluster for the scope pg.");

    private static ErlList ListOf(IReadOnlyCollection<ErlPid> pids) => ErlTerm.List([.. pids]);

    private static ErlTerm Checked(Node node, ErlTerm members)
    {
        ErlList list = members is ErlPid ? ErlTerm.List(members) : members as ErlList ?? ErlList.Empty;
        ErlTerm? foreign = list.FirstOrDefault(member => member is not ErlPid pid || pid.Node != node.Name);
        return foreign is null && list.IsProper && (members is ErlPid || list.Count > 0)
            ? members
            : throw new ArgumentException($"Only processes of this node can join and leave here, one or more; {foreign ?? members} is none.", nameof(members));
    }
}
