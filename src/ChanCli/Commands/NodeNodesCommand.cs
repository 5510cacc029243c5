using System.CommandLine;
using Chan.Cli.Nodes;
using Chan.Cli.Output;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan node nodes NODE</c>: which nodes a node is connected with: its <c>nodes(Kind)</c>.</summary>
internal static class NodeNodesCommand
{
    private static readonly string[] Kinds = ["visible", "hidden", "connected", "known", "this"];

    internal static Command Create(CliEnvironment environment, NodeArguments arguments)
    {
        var command = new Command("nodes", "List the nodes that a node is connected with.");
        Argument<string> node = NodeCommand.NodeArgument();
        var kind = new Option<string>("--kind", "-k")
        {
            HelpName = string.Join('|', Kinds),
            Description = "Which ones. Default: visible. This command's own node shows among the hidden ones.",
            DefaultValueFactory = static _ => Kinds[0],
        };
        kind.AcceptOnlyFromAmong(Kinds);
        Option<OutputFormat> format = NodeCommand.FormatOption();
        command.Arguments.Add(node);
        command.Options.Add(kind);
        command.Options.Add(format);
        command.SetAction((parsed, cancellationToken) => NodeCommand.RunAsync(
            environment,
            () => arguments.Read(parsed, environment, parsed.GetValue(node)!),
            (session, cancellation) => NodeRpcCommand.CallAsync(
                session,
                new RemoteFunction(Atoms.Erlang, ErlTerm.Atom("nodes"), [ErlTerm.Atom(parsed.GetValue(kind)!)]),
                new AnswerWriter(environment.Output, parsed.GetValue(format)),
                cancellation),
            cancellationToken));
        return command;
    }
}
