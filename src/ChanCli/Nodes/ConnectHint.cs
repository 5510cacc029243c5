using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Nodes;

namespace Chan.Cli.Nodes;

/// <summary>What to do when a node cannot be reached.</summary>
internal static class ConnectHint
{
    private const int MostNames = 20;

    internal static string? For(ConnectOutcome outcome, NodeSettings settings, IReadOnlyList<RegisteredNode>? names) => outcome switch
    {
        ConnectOutcome.InvalidName => "leave --sname and --name out: a name that fits NODE is made up. NODE is written as the node itself writes it, name@host.",
        ConnectOutcome.HostNotFound => "write the host as node() says it there, and see that this machine can resolve it (DNS or the hosts file).",
        ConnectOutcome.PortMapperDown =>
            $"no named node runs on {settings.Peer.Host}, or its epmd has another port (--epmd-port, ERL_EPMD_PORT) or is behind a firewall;"
            + " for a node without epmd give --port.",
        ConnectOutcome.NameNotFound => Registered(settings, names),
        ConnectOutcome.Refused => settings.Own.Tls is null
            ? "the node is just ending, a firewall is in between, or the cluster speaks TLS (--tls-cert, --tls-key, --tls-ca)."
            : "the node is just ending, a firewall is in between, or the cluster speaks no TLS.",
        ConnectOutcome.Unreachable => "see that the machine is up and no firewall is in between.",
        ConnectOutcome.Tls => "both sides need TLS, certificates of authorities that the other one accepts, and the host of the node's name in its certificate.",
        ConnectOutcome.TimedOut => "allow more time with -t; a node that is stopped or overloaded, or one behind a firewall, does not answer at all.",
        ConnectOutcome.NotAllowed => "the node was told whom to allow (net_kernel:allow/1), or has a connection with a node of this name: use another --sname or --name.",
        ConnectOutcome.MissingFlags => "nodes from OTP 25 on can be reached.",
        ConnectOutcome.WrongName => "write NODE as node() says it there, letter by letter: a@localhost and a@127.0.0.1 are two nodes.",
        ConnectOutcome.WrongCookie => "take the cookie file of the user that the node runs as (--cookie-file); erlang:get_cookie() tells it there.",
        ConnectOutcome.ReflectedChallenge => "do not try again before it is known who answers at that address.",
        ConnectOutcome.Malformed => "another program has this port, or the cluster speaks TLS (--tls-cert, --tls-key, --tls-ca).",
        _ => null,
    };

    private static string Registered(NodeSettings settings, IReadOnlyList<RegisteredNode>? names)
    {
        if (names is not { Count: > 0 })
        {
            return $"no node is registered there; start one with erl -sname {settings.Peer.Name}.";
        }

        string more = names.Count > MostNames ? ", …" : "";
        return $"registered there: {string.Join(", ", names.Select(static name => name.Name).Order(StringComparer.Ordinal).Take(MostNames))}{more}.";
    }
}
