using System.CommandLine;
using Chan.Distribution.Net.Epmd;

namespace Chan.Cli.Nodes;

/// <summary>Where port mappers (epmd) are.</summary>
internal sealed class PortMapperArguments
{
    private const string Variable = "ERL_EPMD_PORT";

    private readonly Option<int?> _port = new("--epmd-port")
    {
        HelpName = "PORT",
        Description = $"Port of epmd on every host. Default: {Variable}, then 4369.",
        Recursive = true,
    };

    internal void AddTo(Command command) => command.Options.Add(_port);

    /// <exception cref="UsageException">No port number.</exception>
    internal int Read(ParseResult arguments, CliEnvironment environment)
        => arguments.GetValue(_port) is { } given ? PortNumber.Check("--epmd-port", given)
            : environment.GetVariable(Variable) is { Length: > 0 } text ? PortNumber.Parse(Variable, text)
            : 4369;

    internal EpmdClient ReadClient(ParseResult arguments, CliEnvironment environment, TimeSpan timeout)
        => new(new EpmdClientOptions { Port = Read(arguments, environment), AnswerTimeout = timeout, TimeProvider = environment.TimeProvider });
}
