using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>Names that all visible nodes of a cluster know, as module <c>global</c> of Erlang has them and with it.</summary>
/// <remarks>
/// A name is any term. Every node keeps all names, so asking costs nothing; changing one takes a lock on all nodes. A name goes with its process and
/// with that one's node. When two parts of a cluster meet in which a name stands for two processes, the function given with the name decides
/// (<see cref="GlobalResolve"/>). Locks, which belong to processes, are in <see cref="GlobalLockCalls"/>.
/// </remarks>
public static class GlobalCalls
{
    extension(Node node)
    {
        /// <summary>The global names that this node knows: <c>global:registered_names/0</c>.</summary>
        public IReadOnlyList<ErlTerm> RegisteredGlobalNames => Names(node).Names;

        /// <summary>Gives a process a name on all nodes: <c>global:register_name/3</c>.</summary>
        /// <param name="name">Any term.</param>
        /// <param name="pid">A process of any node of the cluster.</param>
        /// <param name="resolve">Decides when another process turns out to have the name too; <see cref="GlobalResolve.RandomExitName"/> when <see langword="null"/>.</param>
        /// <param name="cancellationToken">Gives up; the name may be there nevertheless.</param>
        /// <returns>False when the name is taken, or the process has another global name. Completes when all nodes know it.</returns>
        /// <exception cref="ArgumentException"><paramref name="resolve"/> does not take three arguments.</exception>
        /// <exception cref="InvalidOperationException">The node is part of no cluster.</exception>
        public Task<bool> RegisterNameAsync(ErlTerm name, ErlPid pid, ErlFun? resolve = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(pid);
            return GlobalRegistration.RegisterAsync(node, name, pid, resolve, cancellationToken);
        }

        /// <summary>Gives a process a name, and takes it from the one that has it: <c>global:re_register_name/3</c>.</summary>
        /// <param name="name">Any term.</param>
        /// <param name="pid">A process of any node of the cluster.</param>
        /// <param name="resolve">As with <c>RegisterNameAsync</c>.</param>
        /// <param name="cancellationToken">Gives up; the name may be there nevertheless.</param>
        /// <exception cref="ArgumentException"><paramref name="resolve"/> does not take three arguments.</exception>
        /// <exception cref="InvalidOperationException">The node is part of no cluster.</exception>
        public Task ReRegisterNameAsync(ErlTerm name, ErlPid pid, ErlFun? resolve = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(pid);
            return GlobalRegistration.ReRegisterAsync(node, name, pid, resolve, cancellationToken);
        }

        /// <summary>Takes a name away on all nodes: <c>global:unregister_name/1</c>. Nothing happens when nobody has it.</summary>
        /// <param name="name">The name.</param>
        /// <param name="cancellationToken">Gives up; the name may be gone nevertheless.</param>
        /// <exception cref="InvalidOperationException">The node is part of no cluster.</exception>
        public Task UnregisterNameAsync(ErlTerm name, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(name);
            return GlobalRegistration.UnregisterAsync(node, name, cancellationToken);
        }

        /// <summary>The process of a name, as this node knows it now: <c>global:whereis_name/1</c>.</summary>
        /// <param name="name">The name.</param>
        /// <returns><see langword="null"/> when nobody has it.</returns>
        public ErlPid? WhereIsName(ErlTerm name)
        {
            ArgumentNullException.ThrowIfNull(name);
            return Names(node).WhereIs(node, name);
        }

        /// <summary>Sends a message to the process of a name: <c>global:send/2</c>. Processes have a form of their own.</summary>
        /// <param name="name">The name.</param>
        /// <param name="message">The message.</param>
        /// <returns>The process.</returns>
        /// <exception cref="ArgumentException">Nobody has the name (in Erlang the exit <c>{badarg, {Name, Message}}</c>).</exception>
        public ErlPid SendGlobal(ErlTerm name, ErlTerm message)
        {
            ErlPid pid = node.WhereIsName(name) ?? throw Unknown(name);
            node.Send(pid, message);
            return pid;
        }

        /// <summary>Completes when the names of all nodes that are connected now are known here: <c>global:sync/0</c>.</summary>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <exception cref="InvalidOperationException">The node is part of no cluster.</exception>
        public Task SyncGlobalAsync(CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(node);
            return node.RunAsync(GlobalLocking.SyncAsync, cancellationToken);
        }
    }

    internal static ArgumentException Unknown(ErlTerm name) => new($"No process has the global name {name}.", nameof(name));

    private static GlobalNames Names(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return GlobalNames.Of(node);
    }
}
