using Chan.Cli.Connecting;
using Chan.Cli.Terminal;
using Chan.Client;
using Chan.Distribution.Net.Carriers;

namespace Chan.Cli;

/// <summary>Everything the command touches outside itself; tests hand in their own.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Standard input, as bytes: a password may be read from it.</summary>
    public required Stream Input { get; init; }

    /// <summary>Answers, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Everything that is not an answer.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The user's keyboard and screen; null where standard input or standard error is not a terminal.</summary>
    public ITerminal? Terminal { get; init; }

    /// <summary>Whether errors may be coloured: standard error is a terminal and NO_COLOR is not set.</summary>
    public bool ColourErrors { get; init; }

    /// <summary>Whether standard input is a file or a pipe.</summary>
    public bool IsInputRedirected { get; init; }

    public required Func<string, string?> GetVariable { get; init; }

    public Func<ChanEndpoint, ChanConnectionOptions, CancellationToken, Task<IServiceConnection>> Connect { get; init; } = ServiceConnection.OpenAsync;

    /// <summary>The same for <c>--reconnect</c>; the writer is told of losses.</summary>
    public Func<ChanEndpoint, ChanConnectionOptions, TextWriter, CancellationToken, Task<IServiceConnection>> ConnectAgainAndAgain { get; init; }
        = ReconnectingServiceConnection.OpenAsync;

    public Func<ChanEndpoint, ChanConnectionOptions, CancellationToken, Task<ChanGatewayProbe>> Probe { get; init; } = ChanGatewayProbe.RunAsync;

    /// <summary>A network in memory in place of sockets, for the commands that talk to nodes.</summary>
    public MemoryNetwork? NodeNetwork { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>That of this process.</summary>
    internal static CliEnvironment OfProcess()
    {
        bool interactive = !Console.IsInputRedirected && !Console.IsErrorRedirected;
        return new CliEnvironment
        {
            Input = Console.OpenStandardInput(),
            Output = Console.Out,
            Error = Console.Error,
            Terminal = interactive ? new SystemTerminal() : null,
            ColourErrors = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
            IsInputRedirected = Console.IsInputRedirected,
            GetVariable = Environment.GetEnvironmentVariable,
        };
    }
}
