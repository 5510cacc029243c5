using System.CommandLine;
using Chan.Cli.Connecting;
using Chan.Cli.Output;
using Chan.Client;

namespace Chan.Cli.Commands;

/// <summary>What the commands that talk to a service share: their options, connecting, and the time of the password in memory.</summary>
internal sealed class ServiceCommand
{
    private readonly CliEnvironment _environment;
    private readonly ConnectionArguments _connection = new();
    private readonly Option<bool> _reconnect = new("--reconnect")
    {
        Description = "Connect again when the connection is lost, with longer and longer waits; each time is a new session of the service.",
    };

    private readonly Option<OutputFormat> _format = new("--output", "-o")
    {
        Description = "How answers are printed: as Erlang terms or as JSON.",
        DefaultValueFactory = static _ => OutputFormat.Term,
    };

    internal ServiceCommand(CliEnvironment environment, string name, string description)
    {
        _environment = environment;
        _format.HelpName = "term|json";
        Command = new Command(name, description);
        Command.Arguments.Add(_connection.Service);
        _connection.AddTo(Command);
        Command.Options.Add(_format);
    }

    internal Command Command { get; }

    /// <summary>Adds <c>--reconnect</c>, for commands that stay.</summary>
    internal void AllowReconnect() => Command.Options.Add(_reconnect);

    /// <summary>Sets what the command does: check what can be checked without a gateway, then connect, then work.</summary>
    /// <param name="prepare">Reads the command's own arguments; faults are reported before a password is asked for.</param>
    /// <param name="work">Uses the connection, which is closed afterwards.</param>
    internal void SetAction<T>(Func<ParseResult, T> prepare, Func<T, IServiceConnection, AnswerWriter, CancellationToken, Task<int>> work)
        => Command.SetAction((arguments, cancellationToken) => ErrorReport.GuardAsync(
            _environment, () => RunAsync(arguments, prepare(arguments), work, cancellationToken)));

    private async Task<int> RunAsync<T>(
        ParseResult arguments, T prepared, Func<T, IServiceConnection, AnswerWriter, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        ChanEndpoint endpoint = _connection.ReadEndpoint(arguments, arguments.GetValue(_connection.Service)!);
        ChanConnectionOptions options = await _connection.ReadOptionsAsync(arguments, endpoint, _environment, cancellationToken).ConfigureAwait(false);
        var answers = new AnswerWriter(_environment.Output, arguments.GetValue(_format));
        using (options.Password)
        {
            bool again = Command.Options.Contains(_reconnect) && arguments.GetValue(_reconnect);
            IServiceConnection connection = again
                ? await _environment.ConnectAgainAndAgain(endpoint, options, _environment.Error, cancellationToken).ConfigureAwait(false)
                : await _environment.Connect(endpoint, options, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (!again)
                {
                    // Not needed any more, so no longer in memory.
                    options.Password?.Dispose();
                }

                return await work(prepared, connection, answers, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
