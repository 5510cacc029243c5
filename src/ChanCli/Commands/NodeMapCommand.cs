using System.CommandLine;
using Chan.Cli.Nodes;
using Chan.Cli.Output;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan node map NODE</c>: who sees whom in the cluster of a node.</summary>
internal static class NodeMapCommand
{
    internal static Command Create(CliEnvironment environment, NodeArguments arguments)
    {
        var command = new Command("map", "Ask a node and all that it sees which nodes they are connected with.");
        Argument<string> node = NodeCommand.NodeArgument();
        var format = new Option<MapFormat>("--output", "-o")
        {
            HelpName = "table|term|json",
            Description = "How the map is printed.",
            DefaultValueFactory = static _ => MapFormat.Table,
        };
        command.Arguments.Add(node);
        command.Options.Add(format);
        command.SetAction((parsed, cancellationToken) => NodeCommand.RunAsync(
            environment,
            () => arguments.Read(parsed, environment, parsed.GetValue(node)!),
            (session, cancellation) => MapAsync(environment, session, parsed.GetValue(format), cancellation),
            cancellationToken));
        return command;
    }

    private static async Task<int> MapAsync(CliEnvironment environment, NodeSession session, MapFormat format, CancellationToken cancellationToken)
    {
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var map = new ClusterMap(session);
        IReadOnlyList<MappedNode> nodes = await map.MakeAsync(cancellationToken).ConfigureAwait(false);
        if (format == MapFormat.Table)
        {
            MapTable.Write(environment.Output, nodes);
        }
        else
        {
            new AnswerWriter(environment.Output, format == MapFormat.Json ? OutputFormat.Json : OutputFormat.Term)
                .Write(ErlTerm.List([.. nodes.Select(static node => node.ToTerm())]));
        }

        if (map.IsCutShort)
        {
            environment.Error.WriteLine($"warning: only the first {ClusterMap.MostNodes} nodes were asked.");
        }

        return nodes.All(static node => node.Fault is null) ? ExitCode.Ok : ExitCode.RemoteError;
    }
}
