using System.Text;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;

namespace Chan.Cli.Nodes;

/// <summary>Tells why a node cannot be reached: which steps went well, which one failed and why, and what to do.</summary>
internal static class ConnectReport
{
    /// <summary>Makes the report; asks the port mapper once more for what it knows, where that helps.</summary>
    internal static async Task<NodeFailureException> MakeAsync(
        Node node, NodeSettings settings, ConnectResult result, CancellationToken cancellationToken)
    {
        IReadOnlyList<RegisteredNode>? names = StepOf(result.Outcome) >= ConnectStep.Registration && settings.AsksPortMapper
            ? await TryNamesAsync(node, settings, cancellationToken).ConfigureAwait(false)
            : null;
        var report = new StringBuilder($"{settings.Peer} cannot be reached: {result.Text.TrimEnd('.')}.");
        if (StepOf(result.Outcome) is { } failed)
        {
            for (ConnectStep step = ConnectStep.Name; step <= failed; step++)
            {
                string mark = step < failed ? "ok    " : "FAILED";
                report.Append($"\n  {mark}  {TextOf(step, node, settings, names)}");
            }
        }

        if (ConnectHint.For(result.Outcome, settings, names) is { } hint)
        {
            report.Append($"\n  hint: {hint}");
        }

        return new NodeFailureException(CodeOf(result.Outcome), report.ToString());
    }

    internal static int CodeOf(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.InvalidName => ExitCode.Usage,
        ConnectOutcome.WrongCookie or ConnectOutcome.NotAllowed or ConnectOutcome.WrongName or ConnectOutcome.ReflectedChallenge
            => ExitCode.NotAuthorised,
        ConnectOutcome.TimedOut => ExitCode.Timeout,
        _ => ExitCode.CannotConnect,
    };

    /// <summary>The step at which it failed; null where the outcome does not tell.</summary>
    private static ConnectStep? StepOf(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.InvalidName => ConnectStep.Name,
        ConnectOutcome.HostNotFound => ConnectStep.Host,
        ConnectOutcome.PortMapperDown => ConnectStep.PortMapper,
        ConnectOutcome.NameNotFound => ConnectStep.Registration,
        ConnectOutcome.Refused or ConnectOutcome.Tls => ConnectStep.Connection,
        ConnectOutcome.MissingFlags or ConnectOutcome.NotAllowed or ConnectOutcome.WrongName or ConnectOutcome.Malformed
            => ConnectStep.Handshake,
        ConnectOutcome.WrongCookie or ConnectOutcome.ReflectedChallenge => ConnectStep.Cookie,
        _ => null,
    };

    private static string TextOf(ConnectStep step, Node node, NodeSettings settings, IReadOnlyList<RegisteredNode>? names) => step switch
    {
        ConnectStep.Name => $"name: {settings.Peer} from {node.Name.Name}",
        ConnectStep.Host => $"host: address of {settings.Peer.Host}",
        ConnectStep.PortMapper when !settings.AsksPortMapper => "port mapper: not asked, the port is given",
        ConnectStep.PortMapper => $"port mapper: epmd at {settings.Peer.Host}:{settings.Own.PortMapperPort}",
        ConnectStep.Registration when PortOf(settings, names) is { } port => $"node: {settings.Peer.Name} at port {port}",
        ConnectStep.Registration => $"node: registration of {settings.Peer.Name}",
        ConnectStep.Connection => settings.Own.Tls is null ? "connection: TCP, without TLS" : "connection: TCP with TLS",
        ConnectStep.Handshake => "handshake: names and versions",
        _ => $"cookie: the one of {settings.CookieOrigin}",
    };

    private static int? PortOf(NodeSettings settings, IReadOnlyList<RegisteredNode>? names)
    {
        if (settings.Own.PeerPorts.TryGetValue(settings.Peer.ToString(), out int given))
        {
            return given;
        }

        foreach (RegisteredNode name in names ?? [])
        {
            if (name.Name == settings.Peer.Name)
            {
                return name.Port;
            }
        }

        return null;
    }

    private static async Task<IReadOnlyList<RegisteredNode>?> TryNamesAsync(
        Node node, NodeSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await node.NamesAsync(settings.Peer.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The failure itself is what is reported.
            return null;
        }
    }
}
