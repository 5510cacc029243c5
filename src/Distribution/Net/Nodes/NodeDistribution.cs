using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>A node among other nodes: connections, who is there, who comes and goes.</summary>
public static class NodeDistribution
{
    extension(Node node)
    {
        /// <summary>Whether the node is alive and its connections can be used.</summary>
        public bool IsDistributed => DistributionLayer.Of(node) is not null;

        /// <summary>How long a peer may be silent; <see cref="Timeout.InfiniteTimeSpan"/> while the node is not alive.</summary>
        public TimeSpan NetTickTime => DistributionLayer.Of(node)?.NetTickTime ?? Timeout.InfiniteTimeSpan;

        /// <summary>Where connections come in, as <c>address:port</c>; empty for a node that only dials or is not alive.</summary>
        public IReadOnlyList<string> ListenAddresses => DistributionLayer.Of(node)?.Addresses ?? [];

        /// <summary>Makes a running node alive: <c>net_kernel:start/2</c>. Its processes go on, and their pids stay what they are.</summary>
        /// <param name="options">Its name and the rest.</param>
        /// <param name="cancellationToken">Gives up; the node stays as it was.</param>
        /// <exception cref="ArgumentException">The settings are wrong; the message holds every fault.</exception>
        /// <exception cref="InvalidOperationException">The node is alive already.</exception>
        /// <exception cref="CookieException">The cookie cannot be had.</exception>
        /// <exception cref="IOException">No port can be had, the name is taken, or the port mapper cannot be used.</exception>
        public async Task StartDistributionAsync(NodeOptions options, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(node);
            ArgumentNullException.ThrowIfNull(options);
            await DistributionLayer.StartAsync(node, options, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Makes the node not alive: <c>net_kernel:stop/0</c>. Links and monitors over its connections fire with <c>noconnection</c>.</summary>
        /// <remarks>Completes when everybody has been told. Nothing happens when it is not alive.</remarks>
        public Task StopDistributionAsync() => DistributionLayer.Of(node)?.StopAsync() ?? Task.CompletedTask;

        /// <summary>Connects to a node: <c>net_kernel:connect_node/1</c>, also where the settings forbid automatic connections.</summary>
        /// <param name="name">The whole name, <c>name@host</c>, as the node itself writes it.</param>
        /// <param name="cancellationToken">Gives up waiting; the attempt itself ends by its own time-out.</param>
        /// <returns>Connected also when it was before; otherwise the exact cause.</returns>
        public Task<ConnectResult> ConnectAsync(string name, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(name);
            return DistributionLayer.Of(node)?.ConnectAsync(name, cancellationToken)
                ?? Task.FromResult(new ConnectResult(ConnectOutcome.NotAlive, "this node is not alive"));
        }

        /// <summary>Closes the connection with a node: <c>erlang:disconnect_node/1</c>.</summary>
        /// <param name="name">The node.</param>
        /// <returns>False when there was none. Completes when links, monitors and node monitors have fired.</returns>
        public Task<bool> DisconnectAsync(ErlAtom name)
        {
            ArgumentNullException.ThrowIfNull(name);
            return DistributionLayer.Of(node)?.DisconnectAsync(name) ?? Task.FromResult(false);
        }

        /// <summary>Connects if need be, and asks the peer's <c>net_kernel</c>: <c>net_adm:ping/1</c>, with the exact cause of a <c>pang</c>.</summary>
        /// <param name="name">The whole name.</param>
        /// <param name="timeout">For the answer once connected; 5 s when <see langword="null"/>.</param>
        /// <param name="cancellationToken">Gives up.</param>
        public Task<PingResult> PingAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(name);
            return Ping.RunAsync(node, name, timeout ?? TimeSpan.FromSeconds(5), cancellationToken);
        }

        /// <summary>The nodes of some kinds: <c>nodes/1</c>. Without an argument the visible ones, as <c>nodes/0</c>.</summary>
        /// <param name="kinds">One or more kinds.</param>
        public IReadOnlyList<ErlAtom> Nodes(NodeKinds kinds = NodeKinds.Visible) => NodeListing.Of(node, kinds);

        /// <summary>The nodes that the port mapper of a host knows: <c>net_adm:names/1</c>.</summary>
        /// <param name="host">A host name or address; this machine when <see langword="null"/>.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="InvalidOperationException">The node is not alive.</exception>
        /// <exception cref="IOException">No port mapper answers there; the message says why.</exception>
        public Task<IReadOnlyList<RegisteredNode>> NamesAsync(string? host = null, CancellationToken cancellationToken = default)
            => Layer(node).NamesAsync(host, cancellationToken);

        /// <summary>
        /// Sends a process <c>{nodeup, Node}</c> and <c>{nodedown, Node}</c> from now on: <c>net_kernel:monitor_nodes(true, Options)</c>. The nodeup
        /// comes before anything else from that node, the nodedown after everything; each exactly once for each subscription.
        /// </summary>
        /// <param name="subscriber">A process of this node. Its subscriptions stack, and end with it.</param>
        /// <param name="options">What is told; plain messages of visible nodes when <see langword="null"/>.</param>
        /// <exception cref="InvalidOperationException">The node is not alive.</exception>
        public void MonitorNodes(ErlPid subscriber, NodeMonitorOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(subscriber);
            Layer(node).Monitors.Subscribe(subscriber, options ?? new NodeMonitorOptions());
        }

        /// <summary>Ends all subscriptions of a process that have the same options: <c>net_kernel:monitor_nodes(false, Options)</c>.</summary>
        /// <param name="subscriber">The process.</param>
        /// <param name="options">As given to <c>MonitorNodes</c>.</param>
        public void DemonitorNodes(ErlPid subscriber, NodeMonitorOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(subscriber);
            DistributionLayer.Of(node)?.Monitors.Unsubscribe(subscriber, options ?? new NodeMonitorOptions());
        }

        /// <summary>
        /// Sends a message only if the connection to its node is up: <c>erlang:send(Dest, Message, [noconnect])</c>. Such messages keep nodes in
        /// step: where too much waits for the peer already, or the message is too long, the connection ends.
        /// </summary>
        /// <param name="destination">A pid, an alias or <c>{Name, Node}</c> of another node.</param>
        /// <param name="message">The message.</param>
        /// <returns>False when it is not up, or the node is not alive; the message is dropped then.</returns>
        public bool SendIfConnected(ErlTerm destination, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(destination);
            ArgumentNullException.ThrowIfNull(message);
            return DistributionLayer.Of(node)?.Peers.TrySend(node.HostPid, destination, message, out _) == true;
        }

        /// <summary>Sets the cookie that is proved to and asked of one peer: <c>erlang:set_cookie/2</c>.</summary>
        /// <param name="peer">The whole name of the peer; the node's own name changes the cookie of all peers without one of their own.</param>
        /// <param name="cookie">For handshakes from now on.</param>
        /// <exception cref="InvalidOperationException">The node is not alive.</exception>
        public void SetCookie(ErlAtom peer, Cookie cookie)
        {
            ArgumentNullException.ThrowIfNull(peer);
            ArgumentNullException.ThrowIfNull(cookie);
            Layer(node).SetCookie(peer.Name, cookie);
        }

        /// <summary>The nodes that may connect and be connected to, as <c>name@host</c>, <c>host</c> or <c>name@</c>; empty when all may.</summary>
        public IReadOnlyList<string> AllowedNodes => DistributionLayer.Of(node)?.Allowed ?? [];

        /// <summary>
        /// Lets nodes connect and be connected to: <c>net_kernel:allow/1</c>. From the first call on, or where <see cref="NodeOptions.Allowed"/> names
        /// some, all others are refused with <c>not_allowed</c>. Connections that are up stay.
        /// </summary>
        /// <param name="names">Added to the list: <c>name@host</c>, <c>host</c> or <c>name@</c>.</param>
        /// <exception cref="InvalidOperationException">The node is not alive.</exception>
        public void Allow(params IReadOnlyCollection<string> names)
        {
            ArgumentNullException.ThrowIfNull(names);
            Layer(node).Allow(names);
        }

        /// <summary>Changes how long a peer may be silent, for all connections: <c>net_kernel:set_net_ticktime/2</c>.</summary>
        /// <remarks>
        /// Until the transition ends, more ticks than usual are sent, so that no peer with the old time or the new one takes this node for dead; a
        /// longer time counts for peers at once, a shorter one when the transition ends.
        /// </remarks>
        /// <param name="time">1 second to 1 day.</param>
        /// <param name="transition">How long the other nodes of the cluster have to change too, up to 1 day; 60 s when <see langword="null"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
        /// <exception cref="InvalidOperationException">The node is not alive.</exception>
        public NetTickChange SetNetTickTime(TimeSpan time, TimeSpan? transition = null)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromSeconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromDays(1));
            TimeSpan period = transition ?? TimeSpan.FromSeconds(60);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero, nameof(transition));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(period, TimeSpan.FromDays(1), nameof(transition));
            return Layer(node).SetNetTickTime(time, period);
        }

        /// <summary>The figures of the connection with a node; null when there is none.</summary>
        /// <param name="name">The node.</param>
        public ConnectionStatistics? GetConnectionStatistics(ErlAtom name)
        {
            ArgumentNullException.ThrowIfNull(name);
            return DistributionLayer.Of(node)?.StatisticsOf(name);
        }
    }

    private static DistributionLayer Layer(Node node)
        => DistributionLayer.Of(node) ?? throw new InvalidOperationException("The node is not alive; start its distribution first.");
}
