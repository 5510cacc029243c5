using Chan.Cli.Nodes;
using Chan.Client;
using Spectre.Console;

namespace Chan.Cli.Output;

/// <summary>Tells the user what went wrong, and the shell with which code to end.</summary>
internal static class ErrorReport
{
    /// <summary>Runs a command's work; every expected failure becomes one message and an exit code.</summary>
    internal static async Task<int> GuardAsync(CliEnvironment environment, Func<Task<int>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (CodeOf(e) is { } code)
        {
            Print(environment, e is ArgumentException { ParamName: { } parameter } ? WithoutParameter(e.Message, parameter) : e.Message);
            return code;
        }
    }

    /// <summary>Prints one message to standard error, marked as the command's own.</summary>
    internal static void Print(CliEnvironment environment, string message)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(environment.Error),
            Ansi = environment.ColourErrors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = environment.ColourErrors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Write(new Text("chan: ", new Style(Color.Red)));

        // Past the console, which would break long lines: a caret under a term must stay under its place.
        environment.Error.WriteLine(message);
        environment.Error.Flush();
    }

    /// <summary>Native protocol, section 8; null for a fault of this program, which is not hidden.</summary>
    internal static int? CodeOf(Exception e) => e switch
    {
        UsageException or ArgumentException or FormatException => ExitCode.Usage,
        NodeFailureException node => node.Code,
        ChanConnectException connect => CodeOf(connect),
        ChanTimeoutException => ExitCode.Timeout,
        ChanException => ExitCode.RemoteError,
        _ => null,
    };

    /// <summary>The runtime appends the parameter's name, which means nothing to a user.</summary>
    private static string WithoutParameter(string message, string parameter)
        => message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal);

    private static int CodeOf(ChanConnectException e) => e.Reason switch
    {
        ChanConnectFailure.Unreachable or ChanConnectFailure.Tls or ChanConnectFailure.Untrusted or ChanConnectFailure.Busy
            => ExitCode.CannotConnect,
        ChanConnectFailure.Refused or ChanConnectFailure.Unsupported or ChanConnectFailure.WrongServer
            or ChanConnectFailure.ClosedDuringHandshake => ExitCode.NotAuthorised,
        ChanConnectFailure.Timeout when e.Stage == ChanConnectStage.Transport => ExitCode.CannotConnect,
        ChanConnectFailure.Timeout => ExitCode.Timeout,
        _ => ExitCode.RemoteError,
    };
}
