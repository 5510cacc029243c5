using System.Net;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Processes;
using Cookie = Chan.Distribution.Net.Cookies.Cookie;

namespace Chan.Distribution.Net.Nodes;

/// <summary>How a node takes part in a cluster. Immutable; derive a variant with <c>with</c>.</summary>
public sealed record NodeOptions
{
    /// <summary>
    /// The <see cref="Name"/> of a node that has none and gets one from the first node that it connects with (<c>erl -sname undefined</c>). It is
    /// hidden and nobody can dial it. With the connection to the node that named it, it loses its name and all other connections; the next
    /// node that it connects with names it again. Until then it is <c>nonode@nohost</c>.
    /// </summary>
    public const string UndefinedName = "undefined";

    /// <summary>
    /// <c>name</c> or <c>name@host</c>; a name alone gets this machine's host name. <see cref="UndefinedName"/> in place of the name asks the first
    /// node that is connected for one.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Short names (<c>erl -sname</c>, the default) or long ones (<c>erl -name</c>). Nodes of the two kinds do not connect.</summary>
    public NodeNameForm NameForm { get; init; } = NodeNameForm.Short;

    /// <summary>The cookie. Default: what is in <see cref="CookieFile"/>.</summary>
    public Cookie? Cookie { get; init; }

    /// <summary>
    /// The file that holds the cookie when <see cref="Cookie"/> is not given. Default: <c>.erlang.cookie</c> where Erlang looks for it; made,
    /// for its owner alone, when there is none.
    /// </summary>
    public string? CookieFile { get; init; }

    /// <summary>Cookies for single peers, by their whole names; <c>SetCookie</c> changes them later.</summary>
    public IReadOnlyDictionary<string, Cookie> PeerCookies { get; init; } = new Dictionary<string, Cookie>(StringComparer.Ordinal);

    /// <summary>Whether a cookie that could be guessed is taken from <see cref="CookieFile"/>. Default: it is refused.</summary>
    public WeakCookies WeakCookies { get; init; } = WeakCookies.Refuse;

    /// <summary>Whether the node shows itself in its peers' <c>nodes()</c>. Default: visible.</summary>
    public NodeVisibility Visibility { get; init; } = NodeVisibility.Visible;

    /// <summary>Whether others may dial this node. A node that nobody may dial is hidden and unknown to the port mapper. Default: they may.</summary>
    public IncomingConnections Incoming { get; init; } = IncomingConnections.Accepted;

    /// <summary>
    /// Where to listen. Default: loopback only: 127.0.0.1, and the loopback address of the node name's host, if it has another one; ::1 when the
    /// host has that address alone, as <c>-proto_dist inet6_tcp</c>. Any other address needs <see cref="Tls"/> or
    /// <see cref="AllowInsecureDistribution"/>. An address of IPv6 serves IPv6 alone.
    /// </summary>
    public IPAddress? Listen { get; init; }

    /// <summary>The first port to try, 0 to 65,535; 0, the default, lets the system choose (<c>inet_dist_listen_min</c>).</summary>
    public int ListenPort { get; init; }

    /// <summary>The last port to try (<c>inet_dist_listen_max</c>). Default: <see cref="ListenPort"/> only.</summary>
    public int? LastListenPort { get; init; }

    /// <summary>
    /// The port on which this node listens and every peer is expected to, so that no port mapper is asked (<c>erl -erl_epmd_port</c>).
    /// Default: none.
    /// </summary>
    public int? FixedPort { get; init; }

    /// <summary>Ports of peers that no port mapper is asked for, by their whole names. They go before <see cref="FixedPort"/>.</summary>
    public IReadOnlyDictionary<string, int> PeerPorts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Which port mapper (epmd) to use. Default: the one that runs; when none does, this program serves one.</summary>
    public PortMapperUse PortMapper { get; init; } = PortMapperUse.RunningOrOwn;

    /// <summary>The port of all port mappers, 1 to 65,535. Default: the environment's <c>ERL_EPMD_PORT</c>, else 4369.</summary>
    public int? PortMapperPort { get; init; }

    /// <summary>TLS for all connections. Default: none.</summary>
    public NodeTlsOptions? Tls { get; init; }

    /// <summary>
    /// Set to <see langword="true"/> to listen on a network without TLS. Whoever can read that network can take over its connections and
    /// with them the rights of a node: to run code.
    /// </summary>
    public bool AllowInsecureDistribution { get; init; }

    /// <summary>
    /// How long a peer may be silent before its connection is closed (<c>net_ticktime</c>), 1 second to 1 day; the same in the whole
    /// cluster. Default: 60 s. Detection takes a quarter less to a quarter more with the default <see cref="NetTickIntensity"/>.
    /// </summary>
    public TimeSpan NetTickTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Ticks in one <see cref="NetTickTime"/> (<c>net_tickintensity</c>), 4 to 1,000. Default: 4.</summary>
    public int NetTickIntensity { get; init; } = 4;

    /// <summary>Time for each step of setting up a connection (<c>net_setuptime</c>), up to 120 s. Default: 7 s.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Whether a send, link, monitor or spawn connects to its node (<c>dist_auto_connect</c>). Default: it does.</summary>
    public AutoConnect AutoConnect { get; init; } = AutoConnect.Always;

    /// <summary>
    /// The nodes that may connect and be connected to (<c>net_kernel:allow/1</c>): <c>name@host</c>, <c>host</c> or <c>name@</c>. Default,
    /// empty: all.
    /// </summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>A network in memory in place of sockets and port mappers, for tests.</summary>
    public MemoryNetwork? Network { get; init; }

    /// <summary>Which start of the node this is, not 0; for tests. Default: from the port mapper, or random.</summary>
    public uint? Creation { get; init; }

    /// <summary>Settings of the processes; of a node that runs already only <see cref="NodeRuntimeOptions.LoggerFactory"/> is used.</summary>
    public NodeRuntimeOptions Runtime { get; init; } = new();

    /// <summary>What the node says it can do, and the limits of its connections, where tests want others.</summary>
    internal DistributionFlags Flags { get; init; } = DistributionFlags.Visible;

    /// <summary>Bounds on what strangers can make the node do.</summary>
    internal AdmissionLimits Limits { get; init; } = new();

    /// <summary>Bytes that may wait for one peer before messages are refused.</summary>
    internal long HardLimit { get; init; } = new ChannelOptions().HardLimit;
}
