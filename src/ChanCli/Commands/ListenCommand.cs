using System.CommandLine;
using Chan.Cli.Connecting;
using Chan.Cli.Output;
using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan listen SERVICE</c>: prints what the service sends unasked, until it ends or Ctrl-C.</summary>
internal static class ListenCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var service = new ServiceCommand(environment, "listen", "Print what the service sends unasked, until it ends or Ctrl-C.");
        service.AllowReconnect();
        service.SetAction(
            static _ => 0,
            (_, connection, answers, cancellationToken) => ListenAsync(environment, connection, answers, cancellationToken));
        return service.Command;
    }

    private static async Task<int> ListenAsync(
        CliEnvironment environment, IServiceConnection connection, AnswerWriter answers, CancellationToken cancellationToken)
    {
        await foreach (ErlTerm push in connection.ReadPushesAsync(cancellationToken).ConfigureAwait(false))
        {
            answers.Write(push);
        }

        ChanCloseReason reason = await connection.Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
        environment.Error.WriteLine(reason.Text);
        return ExitCode.Ok;
    }
}
