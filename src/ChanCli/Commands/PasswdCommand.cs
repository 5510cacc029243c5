using System.CommandLine;
using System.Security.Cryptography;
using Chan.Cli.Connecting;
using Chan.Cli.Output;
using Chan.Cli.Terminal;
using Chan.Protocol.Verifiers;

namespace Chan.Cli.Commands;

/// <summary><c>chan passwd SERVICE[/CLIENT]</c>: makes the verifier line that a gateway's configuration holds in place of a password.</summary>
internal static class PasswdCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var command = new Command("passwd", "Make the verifier line for a service, to be put into the gateway's configuration.");
        var identity = new Argument<string>("SERVICE[/CLIENT]") { Description = "The service, or one named client of it." };
        var generate = new Option<bool>("--generate") { Description = "Make a random password of 128 bits and print it once." };
        var file = new Option<string?>("--password-file") { HelpName = "FILE", Description = "Take the password from a file; - for standard input." };
        command.Arguments.Add(identity);
        command.Options.Add(generate);
        command.Options.Add(file);
        command.SetAction((arguments, cancellationToken) => ErrorReport.GuardAsync(
            environment,
            () => RunAsync(environment, arguments.GetValue(identity)!, arguments.GetValue(generate), arguments.GetValue(file), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliEnvironment environment, string identity, bool generate, string? file, CancellationToken cancellationToken)
    {
        CheckIdentity(identity);
        if (generate && file is not null)
        {
            throw new UsageException("--generate makes a password, --password-file brings one: give one of them.");
        }

        using ChanPassword password = generate
            ? Generate(environment)
            : await ReadAsync(environment, identity, file, cancellationToken).ConfigureAwait(false);
        using var random = RandomNumberGenerator.Create();
        VerifierRecord record = await Task.Run(
            () => VerifierRecord.Create(identity, password, KdfParameters.Default, random), cancellationToken).ConfigureAwait(false);
        environment.Output.Write(record.Format() + "\n");
        environment.Output.Flush();
        return ExitCode.Ok;
    }

    private static void CheckIdentity(string identity)
    {
        string[] names = identity.Split('/');
        if (names.Length > 2 || !names.All(ServiceName.IsValid))
        {
            throw new UsageException("SERVICE[/CLIENT]: each name must be 1 to 64 of A-Z a-z 0-9 _ . -, as in nameServer or nameServer/joe.");
        }
    }

    /// <summary>A file if one is named; else the terminal; else, in a pipe, standard input.</summary>
    private static async Task<ChanPassword> ReadAsync(
        CliEnvironment environment, string identity, string? file, CancellationToken cancellationToken)
    {
        if (file is null && environment.Terminal is { } terminal)
        {
            return await AskTwiceAsync(environment, terminal, identity, cancellationToken).ConfigureAwait(false);
        }

        return await PasswordSource.FromFileAsync(environment, file ?? "-", cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ChanPassword> AskTwiceAsync(
        CliEnvironment environment, ITerminal terminal, string identity, CancellationToken cancellationToken)
    {
        ChanPassword? first = await PasswordSource.AskAsync(
            terminal, $"New password for {identity} (empty: make a random one): ", cancellationToken).ConfigureAwait(false);
        if (first is null)
        {
            return Generate(environment);
        }

        using ChanPassword? second = await PasswordSource.AskAsync(terminal, "The same again: ", cancellationToken).ConfigureAwait(false);
        if (second is not null && first.IsSameAs(second))
        {
            return first;
        }

        first.Dispose();
        throw new UsageException("The two passwords differ; nothing was made.");
    }

    /// <summary>To standard error: standard output holds the verifier alone, which may be redirected into a file.</summary>
    private static ChanPassword Generate(CliEnvironment environment)
    {
        using var random = RandomNumberGenerator.Create();
        var password = ChanPassword.Generate(random, out string text);
        environment.Error.WriteLine($"Password (shown once, give it to the client's owner): {text}");
        environment.Error.Flush();
        return password;
    }
}
