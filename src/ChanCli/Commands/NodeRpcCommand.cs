using System.CommandLine;
using Chan.Cli.Connecting;
using Chan.Cli.Nodes;
using Chan.Cli.Output;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan node rpc NODE M F [ARGS]</c>: calls a function of a node and prints its value.</summary>
internal static class NodeRpcCommand
{
    internal static Command Create(CliEnvironment environment, NodeArguments arguments)
    {
        var command = new Command("rpc", "Call a function of a node and print its value; what it prints there goes to standard error.");
        Argument<string> node = NodeCommand.NodeArgument();
        var module = new Argument<string>("MODULE") { Description = "The module: lists, Elixir.Enum." };
        var function = new Argument<string>("FUNCTION") { Description = "The function: seq." };
        var list = new Argument<string>("ARGS")
        {
            Description = "The arguments, as an Erlang list: '[1,5]'. Default: [].",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = static _ => "[]",
        };
        Option<OutputFormat> format = NodeCommand.FormatOption();
        command.Arguments.Add(node);
        command.Arguments.Add(module);
        command.Arguments.Add(function);
        command.Arguments.Add(list);
        command.Options.Add(format);
        command.SetAction((parsed, cancellationToken) => ErrorReport.GuardAsync(environment, () =>
        {
            // First, so that nothing is connected for a command line that is wrong.
            var called = new RemoteFunction(
                AtomArgument.Parse(parsed.GetValue(module)!, "MODULE"),
                AtomArgument.Parse(parsed.GetValue(function)!, "FUNCTION"),
                ParseList(parsed.GetValue(list)!));
            return NodeCommand.RunAsync(
                environment,
                () => arguments.Read(parsed, environment, parsed.GetValue(node)!),
                (session, cancellation) => CallAsync(session, called, new AnswerWriter(environment.Output, parsed.GetValue(format)), cancellation),
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Calls and prints.</summary>
    /// <exception cref="NodeFailureException">There is no connection, or no value.</exception>
    internal static async Task<int> CallAsync(
        NodeSession session, RemoteFunction function, AnswerWriter answers, CancellationToken cancellationToken)
    {
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            answers.Write(await session.CallAsync(session.Peer, function, cancellationToken).ConfigureAwait(false));
            return ExitCode.Ok;
        }
        catch (TermException failure) when (PlainCall.IsNeededAfter(failure))
        {
            answers.Write(await session.CallPlainlyAsync(function, cancellationToken).ConfigureAwait(false));
            return ExitCode.Ok;
        }
        catch (TermException failure)
        {
            throw CallFailure.Of(failure, session.Peer, function);
        }
    }

    private static ErlList ParseList(string text)
        => TermArgument.Parse(text, "ARGS") is ErlList { IsProper: true } list
            ? list
            : throw new UsageException($"ARGS must be the list of all arguments, as in '[1,5]'; {text} is none. For one argument write '[{text}]'.");
}
