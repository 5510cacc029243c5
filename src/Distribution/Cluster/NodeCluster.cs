using System.Runtime.CompilerServices;
using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;

namespace Chan.Distribution.Cluster;

/// <summary>Starts nodes that are full members of a cluster: with the processes that other nodes expect of one.</summary>
public static class NodeCluster
{
    private static readonly ConditionalWeakTable<Node, SystemProcesses> SystemValue = [];

    extension(Node)
    {
        /// <summary>Starts a node and makes it part of the cluster of every node that it connects with.</summary>
        /// <param name="options">Its name and the rest.</param>
        /// <param name="output">
        /// Where output of processes goes that have no other group leader; not disposed. Default: to the log, line by line.
        /// </param>
        /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
        /// <returns>The node; disposing it ends its connections too.</returns>
        /// <exception cref="ArgumentException">The settings are wrong; the message holds every fault.</exception>
        /// <exception cref="CookieException">The cookie cannot be had.</exception>
        /// <exception cref="IOException">No port can be had, the name is taken, or the port mapper cannot be used.</exception>
        public static async Task<Node> StartAsync(NodeOptions options, TextWriter? output = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(options);
            var node = new Node(options.Runtime);
            try
            {
                await node.StartClusterAsync(options, output, cancellationToken).ConfigureAwait(false);
                return node;
            }
            catch
            {
                await node.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Makes a running node part of a cluster: <c>net_kernel:start/2</c>. Its processes go on, and their pids stay what they are.</summary>
    /// <param name="node">The node.</param>
    /// <param name="options">Its name and the rest; of <see cref="NodeOptions.Runtime"/> only the logger factory is used.</param>
    /// <param name="output">Where output of processes goes that have no other group leader; not disposed. Default: to the log.</param>
    /// <param name="cancellationToken">Gives up; the node stays as it was.</param>
    /// <exception cref="ArgumentException">The settings are wrong, or the name of a system process is taken.</exception>
    /// <exception cref="InvalidOperationException">The node is part of a cluster already, or has no room for the processes that one needs.</exception>
    /// <exception cref="CookieException">The cookie cannot be had.</exception>
    /// <exception cref="IOException">No port can be had, the name is taken, or the port mapper cannot be used.</exception>
    public static async Task StartClusterAsync(
        this Node node, NodeOptions options, TextWriter? output = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await node.StartDistributionAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            var system = new SystemProcessOptions
            {
                Nodes = new ConnectedNodes(node),
                Output = output is null ? null : new WriterOutput(output),
                LoggerFactory = options.Runtime.LoggerFactory,
            };
            SystemValue.AddOrUpdate(node, await SystemProcesses.StartAsync(node, system, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await node.StopDistributionAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Takes the node out of its cluster: <c>net_kernel:stop/0</c>. Links and monitors of other nodes' processes fire with
    /// <c>noconnection</c>; its own processes go on.
    /// </summary>
    /// <param name="node">The node; nothing happens when it is part of no cluster.</param>
    public static async Task StopClusterAsync(this Node node)
    {
        if (SystemValue.TryGetValue(node, out SystemProcesses? system))
        {
            SystemValue.Remove(node);
            await system.DisposeAsync().ConfigureAwait(false);
        }

        await node.StopDistributionAsync().ConfigureAwait(false);
    }
}
