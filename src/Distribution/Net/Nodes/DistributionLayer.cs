using System.Security.Cryptography;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Nodes;

/// <summary>A node's part in a cluster, from the moment it is alive to the moment it is not. Thread-safe.</summary>
/// <remarks>
/// One task for each connection, from dialling or accepting to the last nodedown: it opens the carrier, plays the handshake, announces the
/// node, waits for the end of the channel, tells everybody who had ties, announces the end. <see cref="Peer"/> decides which of several
/// tries goes on.
/// </remarks>
internal sealed partial class DistributionLayer : IAsyncDisposable
{
    private static readonly ErlAtom NetKernelTerminated = ErlTerm.Atom("net_kernel_terminated");
    private static readonly ErlAtom DisconnectReason = ErlTerm.Atom("disconnect");

    private readonly Node _node;
    private readonly NodeOptions _options;
    private readonly INodeNetwork _network;
    private readonly INodePresence _presence;
    private readonly CookieStore _cookies;
    private readonly IssuedChallenges _challenges;
    private readonly DynamicNames _names;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly WrongCookieThrottle _throttle;
    private readonly Admission _admission;
    private readonly OwnedTasks _tasks = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Lock _stopLock = new();
    private volatile HandshakeSelf _self;
    private long _netTickTicks;
    private long _lastConnectionId;
    private volatile IReadOnlyList<string> _allowed;
    private Task? _stopped;

    private DistributionLayer(Node node, NodeOptions options, NodeName name, CookieStore cookies, INodeNetwork network, INodePresence presence)
    {
        _node = node;
        _options = options;
        _network = network;
        _presence = presence;
        _cookies = cookies;
        Name = name;
        _loggers = options.Runtime.LoggerFactory;
        _logger = _loggers.CreateLogger<DistributionLayer>();
        _self = IsUnnamed(options)
            ? new HandshakeSelf { Name = name.Host, Creation = 0, Flags = FlagsOf(options) }
            : new HandshakeSelf { Name = name.ToString(), Creation = presence.Creation, Flags = FlagsOf(options) };
        _challenges = new IssuedChallenges(node.TimeProvider, TimeSpan.FromMinutes(1) + options.SetupTimeout);
        _names = new DynamicNames(_random);
        _throttle = new WrongCookieThrottle(node.TimeProvider);
        _admission = new Admission(options.Limits);
        _allowed = options.Allowed;
        _netTickTicks = options.NetTickTime.Ticks;
        Monitors = new NodeMonitors(node);
        Peers = new PeerTable(this, node, Monitors, options.Limits, options.AutoConnect);
    }

    /// <summary>The node's name; of a node that waits for one a name that it does not use.</summary>
    public NodeName Name { get; private set; }

    /// <summary>Who wants to hear of nodes that come and go.</summary>
    public NodeMonitors Monitors { get; }

    /// <summary>The other nodes.</summary>
    public PeerTable Peers { get; }

    /// <summary>How long a peer may be silent.</summary>
    public TimeSpan NetTickTime => TimeSpan.FromTicks(Volatile.Read(ref _netTickTicks));

    /// <summary>Where connections come in, for people.</summary>
    public IReadOnlyList<string> Addresses => [.. _presence.Listeners.Select(listener => listener.Address)];

    /// <summary>The layer of a node; null while the node is not alive.</summary>
    public static DistributionLayer? Of(Node node) => (node.Remote as PeerTable)?.Layer;

    /// <summary>Makes a node alive.</summary>
    /// <exception cref="ArgumentException">The settings are wrong; the message holds every fault.</exception>
    /// <exception cref="InvalidOperationException">The node is alive already.</exception>
    /// <exception cref="CookieException">The cookie cannot be had.</exception>
    /// <exception cref="IOException">No port can be had, the name is taken, or the port mapper cannot be used.</exception>
    public static async Task<DistributionLayer> StartAsync(Node node, NodeOptions options, CancellationToken cancellationToken)
    {
        NodeOptionsRules.Check(options);
        if (Of(node) is not null || node.IsAliveNode)
        {
            throw new InvalidOperationException($"The node is alive already, as {node.Name}.");
        }

        if (IsUnnamed(options))
        {
            // Nobody could find it.
            options = options with { Incoming = IncomingConnections.None };
        }

        NodeName name = await NameOfAsync(options, cancellationToken).ConfigureAwait(false);
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        var cookies = new CookieStore(CookieOf(options, random));
        foreach ((string peer, Cookie cookie) in options.PeerCookies)
        {
            cookies.Set(peer, cookie);
        }

        INodeNetwork network = options.Network ?? (INodeNetwork)new SocketNetwork(options, node.TimeProvider);
        INodePresence presence = await network.JoinAsync(name, cancellationToken).ConfigureAwait(false);
        var layer = new DistributionLayer(node, options, name, cookies, network, presence);
        try
        {
            if (IsUnnamed(options))
            {
                node.Attach(layer.Peers);
            }
            else
            {
                node.BecomeAlive(name.Atom, presence.Creation, layer.Peers);
            }
        }
        catch
        {
            await presence.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        layer.Listen();
        return layer;
    }

    /// <summary>Makes the node not alive: closes all connections, tells everybody who had ties over them, gives the name back.</summary>
    public Task StopAsync()
    {
        lock (_stopLock)
        {
            return _stopped ??= StopOnceAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private static async ValueTask<NodeName> NameOfAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        string host = options.Name.Contains('@', StringComparison.Ordinal)
            ? ""
            : await LocalHostName.GetAsync(options.NameForm, cancellationToken).ConfigureAwait(false);
        try
        {
            return NodeName.ForThisNode(options.Name, options.NameForm, host);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException(fault.Message, nameof(options), fault);
        }
    }

    private static Cookie CookieOf(NodeOptions options, RandomNumberGenerator random)
        => options.Cookie
            ?? (options.CookieFile is { } path
                ? CookieFile.TryRead(path, options.WeakCookies) ?? throw new CookieException($"There is no cookie file {path}.")
                : CookieFile.LoadOrCreate(random, options.WeakCookies));

    private static DistributionFlags FlagsOf(NodeOptions options)
        => options.Visibility == NodeVisibility.Hidden || options.Incoming == IncomingConnections.None
            ? options.Flags & ~DistributionFlags.Published
            : options.Flags;

    private static bool IsUnnamed(NodeOptions options)
        => options.Name == NodeOptions.UndefinedName || options.Name.StartsWith(NodeOptions.UndefinedName + "@", StringComparison.Ordinal);

    private void Listen()
    {
        if (_self.AsksForName)
        {
            NodesLog.Unnamed(_logger, _self.Name);
        }
        else
        {
            NodesLog.Alive(_logger, _self.Name, _self.Creation, Addresses.Count == 0 ? "nothing" : string.Join(", ", Addresses));
        }

        WarnOf(_cookies.Own, _self.Name);
        foreach ((string peer, Cookie cookie) in _options.PeerCookies)
        {
            WarnOf(cookie, peer);
        }

        if (_options is { Listen: { } address, Tls: null, Network: null } && !System.Net.IPAddress.IsLoopback(address))
        {
            NodesLog.Insecure(_logger, _self.Name, address);
        }

        foreach (INodeListener listener in _presence.Listeners)
        {
            _tasks.TryRun(() => AcceptLoopAsync(listener));
        }
    }

    private async Task StopOnceAsync()
    {
        // Not on the caller's thread, which holds the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Peers.Close();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _presence.DisposeAsync().ConfigureAwait(false);
        foreach (Peer peer in Peers.All)
        {
            peer.Disconnect(out Connection? connection);
            connection?.Channel.Close(NetKernelTerminated);
        }

        await _tasks.CloseAsync().ConfigureAwait(false);
        EndTickChange();
        _node.BecomeNotAlive();
        _random.Dispose();
        _stopping.Dispose();
        _naming.Dispose();
        NodesLog.NotAlive(_logger, _self.Name);
    }
}
