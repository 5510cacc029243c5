using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Chan.Cli.Connecting;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;

namespace Chan.Cli.Nodes;

/// <summary>The options of every command that talks to a node.</summary>
internal sealed class NodeArguments
{
    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultAnswerTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSetup = TimeSpan.FromSeconds(120);

    private readonly Option<string?> _shortName = Text(
        "--sname", "NAME", "Short name of this command's own node. Default: a made-up one of the kind of NODE's.");

    private readonly Option<string?> _longName = Text("--name", "NAME", "Long name of this command's own node.");

    private readonly Option<string?> _timeout = new("--timeout", "-t")
    {
        HelpName = "TIME",
        Description = "Time for each step of connecting, and again for an answer: 5, 2.5s, 300ms, 1m. Default: 10s and 5s.",
        Recursive = true,
    };

    private readonly Option<int?> _port = new("--port")
    {
        HelpName = "PORT",
        Description = "Port of NODE; no port mapper is asked for it.",
        Recursive = true,
    };

    private readonly CookieArguments _cookie = new();
    private readonly NodeTlsArguments _tls = new();

    internal PortMapperArguments PortMapper { get; } = new();

    /// <summary>Adds the options for all commands below.</summary>
    internal void AddTo(Command command)
    {
        command.Options.Add(_shortName);
        command.Options.Add(_longName);
        _cookie.AddTo(command);
        command.Options.Add(_timeout);
        command.Options.Add(_port);
        PortMapper.AddTo(command);
        _tls.AddTo(command);
    }

    /// <summary>What <c>--timeout</c> says about an answer.</summary>
    internal TimeSpan ReadAnswerTimeout(ParseResult arguments)
        => arguments.GetValue(_timeout) is { } text ? TimeText.Parse(text) : DefaultAnswerTimeout;

    /// <exception cref="UsageException">Something is wrong with the names, the cookie or another option.</exception>
    internal NodeSettings Read(ParseResult arguments, CliEnvironment environment, string node)
    {
        NodeName peer = PeerName(node);
        TimeSpan setup = arguments.GetValue(_timeout) is { } text ? TimeText.Parse(text) : DefaultConnectTimeout;
        (NodeOptions own, string origin) = _cookie.Read(arguments, environment, OwnName(arguments, peer));
        return new NodeSettings
        {
            Peer = peer,
            AnswerTimeout = ReadAnswerTimeout(arguments),
            CookieOrigin = origin,
            Own = own with
            {
                Visibility = NodeVisibility.Hidden,
                Incoming = IncomingConnections.None,
                PortMapper = PortMapperUse.None,
                PortMapperPort = PortMapper.Read(arguments, environment),
                PeerPorts = arguments.GetValue(_port) is { } port
                    ? new Dictionary<string, int>(StringComparer.Ordinal) { [peer.ToString()] = PortNumber.Check("--port", port) }
                    : own.PeerPorts,
                SetupTimeout = setup < LongestSetup ? setup : LongestSetup,
                Tls = _tls.Read(arguments),
                Network = environment.NodeNetwork,
                Runtime = new NodeRuntimeOptions { TimeProvider = environment.TimeProvider },
            },
        };
    }

    /// <summary>A name without a host is one of this machine, as <c>erl -sname</c> takes it.</summary>
    private static NodeName PeerName(string text)
    {
        string whole = text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{ShortHost()}";
        return NodeName.TryParse(whole, out NodeName? name, out string? error) ? name : throw new UsageException(error);
    }

    private NodeOptions OwnName(ParseResult arguments, NodeName peer)
        => (arguments.GetValue(_shortName), arguments.GetValue(_longName)) switch
        {
            ({ }, { }) => throw new UsageException("--sname and --name both name this command's node: give one of them."),
            ({ } name, null) => new NodeOptions { Name = name, NameForm = NodeNameForm.Short },
            (null, { } name) => new NodeOptions { Name = name, NameForm = NodeNameForm.Long },
            _ => new NodeOptions { Name = $"{MadeUpName()}@{HostLike(peer)}", NameForm = peer.Form },
        };

    // Random, so that commands at the same time do not take each other's place at the peer.
    private static string MadeUpName() => $"chan_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    // Nobody dials this node, so any host of the right kind does; the real one tells the peer's owner who it was.
    private static string HostLike(NodeName peer)
        => peer.Form == NodeNameForm.Short ? ShortHost()
            : Dns.GetHostName() is var host && host.Contains('.', StringComparison.Ordinal) ? host
            : IPAddress.Loopback.ToString();

    private static string ShortHost() => Dns.GetHostName().Split('.')[0];

    private static Option<string?> Text(string name, string helpName, string description)
        => new(name) { HelpName = helpName, Description = description, Recursive = true };
}
