using System.CommandLine;
using Chan.Cli.Connecting;

namespace Chan.Cli.Commands;

/// <summary><c>chan cast SERVICE TERM</c>: sends one message that has no answer.</summary>
internal static class CastCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var service = new ServiceCommand(environment, "cast", "Send a message that has no answer.");
        var term = new Argument<string>("TERM") { Description = "The message, in Erlang syntax: '{store, joe, \"writing a book\"}'." };
        service.Command.Arguments.Add(term);
        service.SetAction(
            arguments => TermArgument.Parse(arguments.GetValue(term)!, "TERM"),
            static async (message, connection, _, cancellationToken) =>
            {
                await connection.CastAsync(message, cancellationToken).ConfigureAwait(false);
                await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            });
        return service.Command;
    }
}
