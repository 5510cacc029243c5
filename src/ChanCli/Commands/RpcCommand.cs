using System.CommandLine;
using Chan.Cli.Connecting;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan rpc SERVICE TERM</c>: sends one message and prints its answer.</summary>
internal static class RpcCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var service = new ServiceCommand(environment, "rpc", "Send a message and print the answer.");
        var term = new Argument<string>("TERM") { Description = "The message, in Erlang syntax: '{lookup, joe}'." };
        service.Command.Arguments.Add(term);
        service.SetAction(
            arguments => TermArgument.Parse(arguments.GetValue(term)!, "TERM"),
            static async (request, connection, answers, cancellationToken) =>
            {
                ErlTerm answer = await connection.RpcAsync(request, cancellationToken).ConfigureAwait(false);
                answers.Write(answer);
                return ExitCode.Ok;
            });
        return service.Command;
    }
}
