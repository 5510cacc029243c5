using System.Text;
using Chan.Cli;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>One run of the command <c>chan</c> in this process, with real connections: how it ended and what it printed.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>Runs to the end.</summary>
    /// <param name="input">Standard input, a pipe.</param>
    /// <param name="arguments">The command line.</param>
    public static Task<CliRun> RunAsync(string input, params string[] arguments) => RunAsync(input, TimeProvider.System, arguments);

    /// <summary>Runs to the end on a clock of the test's own.</summary>
    public static async Task<CliRun> RunAsync(string input, TimeProvider clock, string[] arguments)
    {
        var environment = new CliEnvironment
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = new StringWriter { NewLine = "\n" },
            Error = new StringWriter { NewLine = "\n" },
            IsInputRedirected = true,
            TimeProvider = clock,
            GetVariable = _ => null,
        };
        int code = await ChanCommand.RunAsync(arguments, environment).WaitAsync(TestTimeouts.Process);
        return new CliRun(code, environment.Output.ToString()!, environment.Error.ToString()!);
    }
}
