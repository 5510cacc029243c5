using System.CommandLine;
using System.Text;
using Chan.Cli.Terminal;

namespace Chan.Cli.Commands;

/// <summary><c>chan connect SERVICE</c>: a conversation, from a terminal or from a pipe.</summary>
internal static class ConnectCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var service = new ServiceCommand(
            environment, "connect", "Talk to a service: every line is a message; answers and what the service sends unasked are printed.");
        service.AllowReconnect();
        service.SetAction(
            static _ => 0,
            async (_, connection, answers, cancellationToken) =>
            {
                using var input = new StreamReader(environment.Input, Encoding.UTF8);
                ILineSource lines = environment.Terminal is { } terminal
                    ? new PromptLines(new LineEditor(terminal, "chan> "))
                    : new PipedLines(input);
                return await new Conversation(environment, connection, answers, lines).RunAsync(cancellationToken).ConfigureAwait(false);
            });
        return service.Command;
    }
}
