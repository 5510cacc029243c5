using System.Text;
using Chan.Cli.Terminal;
using Chan.TestKit;

namespace Chan.Cli.Tests.Kit;

/// <summary>One run of the command, in this process: what it printed and how it ended.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>Runs with a password on standard input, against a service or a failure to connect to one.</summary>
    internal static Task<CliRun> WithServiceAsync(FakeService service, params string[] arguments)
        => RunAsync(Environment("pw\n") with { Connect = service.ConnectAsync }, [.. arguments, "--password-file", "-"]);

    internal static Task<CliRun> WithFailureAsync(Exception failure, params string[] arguments)
        => RunAsync(
            Environment("pw\n") with { Connect = (_, _, _) => throw failure, Probe = (_, _, _) => throw failure },
            [.. arguments, "--password-file", "-"]);

    internal static Task<CliRun> RunAsync(params string[] arguments) => RunAsync(Environment(""), arguments);

    internal static async Task<CliRun> RunAsync(CliEnvironment environment, string[] arguments, CancellationToken cancellationToken = default)
    {
        int code = await ChanCommand.RunAsync(arguments, environment, cancellationToken).WaitAsync(TestTimeouts.Long, CancellationToken.None);
        return new CliRun(code, environment.Output.ToString()!, environment.Error.ToString()!);
    }

    internal static CliEnvironment Environment(string input, ITerminal? terminal = null, string? passwordFile = null) => new()
    {
        Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
        Output = new StringWriter { NewLine = "\n" },
        Error = new StringWriter { NewLine = "\n" },
        Terminal = terminal,
        GetVariable = name => name == "CHAN_PASSWORD_FILE" ? passwordFile : null,
        Connect = (_, _, _) => throw new InvalidOperationException("This test connects to nothing."),
        Probe = (_, _, _) => throw new InvalidOperationException("This test connects to nothing."),
    };
}
