using System.CommandLine;
using Chan.Cli.Nodes;
using Chan.Cli.Output;

namespace Chan.Cli.Commands;

/// <summary><c>chan node COMMAND NODE …</c>: talks to nodes of Erlang, Elixir and .NET as a hidden node, as <c>erl_call</c> does.</summary>
internal static class NodeCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var command = new Command("node", "Talk to a node of an Erlang cluster, whatever it is written in.");
        var arguments = new NodeArguments();
        arguments.AddTo(command);
        command.Subcommands.Add(NodePingCommand.Create(environment, arguments));
        command.Subcommands.Add(NodeNamesCommand.Create(environment, arguments.PortMapper, arguments.ReadAnswerTimeout));
        command.Subcommands.Add(NodeNodesCommand.Create(environment, arguments));
        command.Subcommands.Add(NodeRpcCommand.Create(environment, arguments));
        command.Subcommands.Add(NodeSendCommand.Create(environment, arguments));
        command.Subcommands.Add(NodeMapCommand.Create(environment, arguments));
        return command;
    }

    internal static Argument<string> NodeArgument()
        => new("NODE") { Description = "The node: name@host as it calls itself, or name alone for one of this machine." };

    internal static Option<OutputFormat> FormatOption() => new("--output", "-o")
    {
        HelpName = "term|json",
        Description = "How answers are printed: as Erlang terms or as JSON.",
        DefaultValueFactory = static _ => OutputFormat.Term,
    };

    /// <summary>Runs a command's work with a node of its own, which ends with it.</summary>
    internal static Task<int> RunAsync(
        CliEnvironment environment, Func<NodeSettings> read, Func<NodeSession, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
        => ErrorReport.GuardAsync(environment, async () =>
        {
            NodeSession session = await NodeSession.StartAsync(environment, read(), cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return await work(session, cancellationToken).ConfigureAwait(false);
            }
        });
}
