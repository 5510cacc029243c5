using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Chan.Cli.Commands;
using Chan.Cli.Output;

namespace Chan.Cli;

/// <summary>The command line: <c>chan COMMAND …</c>.</summary>
internal static class ChanCommand
{
    private static readonly ParserConfiguration Parsing = new()
    {
        // '@' begins no file of arguments here: it may stand in a term.
        ResponseFileTokenReplacer = null,
    };

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static async Task<int> RunAsync(string[] arguments, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        if (arguments.Any(IsPasswordOption))
        {
            ErrorReport.Print(
                environment,
                "There is no option for a password: every user of this machine could read it in the process list, and the shell keeps it in its history.\n"
                + "Give a file with --password-file FILE (- for standard input), name the file in CHAN_PASSWORD_FILE, or wait for the prompt.");
            return ExitCode.Usage;
        }

        Command root = Create(environment);
        ParseResult parsed = root.Parse(LeadingOptions.MoveBehindCommand(root, arguments), Parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                ErrorReport.Print(environment, error.Message);
            }

            ErrorReport.Print(environment, "try 'chan --help', or 'chan COMMAND --help'.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = environment.Output, Error = environment.Error, EnableDefaultExceptionHandler = false },
            cancellationToken).ConfigureAwait(false);
    }

    private static Command Create(CliEnvironment environment)
    {
        // Not a RootCommand: that one calls itself after the assembly, and users know the command as chan.
        var root = new Command("chan", "Talk to the services of a Chan gateway, and make and check what its owner configures.");
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption { Action = new VersionAction() });
        root.Subcommands.Add(RpcCommand.Create(environment));
        root.Subcommands.Add(CastCommand.Create(environment));
        root.Subcommands.Add(ConnectCommand.Create(environment));
        root.Subcommands.Add(ListenCommand.Create(environment));
        root.Subcommands.Add(PingCommand.Create(environment));
        root.Subcommands.Add(PasswdCommand.Create(environment));
        root.Subcommands.Add(ConfigCommand.Create(environment));
        root.Subcommands.Add(NodeCommand.Create(environment));
        root.Subcommands.Add(EpmdCommand.Create(environment));
        return root;
    }

    private static bool IsPasswordOption(string argument)
        => argument is "--password" or "--pass" or "--passwd" or "-p"
            || argument.StartsWith("--password=", StringComparison.Ordinal)
            || argument.StartsWith("--pass=", StringComparison.Ordinal);
}
