using System.CommandLine;
using Chan.Cli.Nodes;
using Chan.Distribution.Net.Nodes;

namespace Chan.Cli.Commands;

/// <summary><c>chan node ping NODE</c>: whether a node can be reached and answers; if not, at which step it fails.</summary>
internal static class NodePingCommand
{
    internal static Command Create(CliEnvironment environment, NodeArguments arguments)
    {
        var command = new Command("ping", "See whether a node can be reached, and if not, at which step it fails and why.");
        Argument<string> node = NodeCommand.NodeArgument();
        command.Arguments.Add(node);
        command.SetAction((parsed, cancellationToken) => NodeCommand.RunAsync(
            environment,
            () => arguments.Read(parsed, environment, parsed.GetValue(node)!),
            (session, cancellation) => PingAsync(environment, session, cancellation),
            cancellationToken));
        return command;
    }

    private static async Task<int> PingAsync(CliEnvironment environment, NodeSession session, CancellationToken cancellationToken)
    {
        long started = environment.TimeProvider.GetTimestamp();
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan connecting = environment.TimeProvider.GetElapsedTime(started);
        PingResult ping = await session.PingAsync(session.Peer, cancellationToken).ConfigureAwait(false);
        if (!ping.IsPong)
        {
            throw PingReport.Of(ping, session.Peer);
        }

        string place = session.Node.GetConnectionStatistics(session.Peer.Atom) is { } connection ? $" at {connection.Remote}" : "";
        environment.Output.WriteLine($"{session.Peer} answers{place}, connected in {Milliseconds.Show(connecting)} ms");
        environment.Output.WriteLine($"round trip {Milliseconds.Show(ping.RoundTrip)} ms");
        return ExitCode.Ok;
    }
}
