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
        IServiceConnection connection;
        using (options.Password)
        {
            connection = await _environment.Connect(endpoint, options, cancellationToken).ConfigureAwait(false);
        }

        await using (connection.ConfigureAwait(false))
        {
            var answers = new AnswerWriter(_environment.Output, arguments.GetValue(_format));
            return await work(prepared, connection, answers, cancellationToken).ConfigureAwait(false);
        }
    }
}
