using System.CommandLine;
using Chan.Cli.Output;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Faults;

namespace Chan.Cli.Commands;

/// <summary><c>chan config check FILE</c> and <c>chan config convert FILE</c>: a gateway's configuration, without a gateway.</summary>
internal static class ConfigCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var command = new Command("config", "Check or convert the configuration of a gateway.");
        command.Subcommands.Add(CreateCheck(environment));
        command.Subcommands.Add(CreateConvert(environment));
        return command;
    }

    private static Command CreateCheck(CliEnvironment environment)
    {
        var command = new Command("check", "Report every fault of a configuration, as the gateway would at its start.");
        var file = new Argument<string>("FILE") { Description = "chan.json, or a lib_chan.conf." };
        command.Arguments.Add(file);
        command.SetAction((arguments, _) => ErrorReport.GuardAsync(environment, () => Task.FromResult(Check(environment, arguments.GetValue(file)!))));
        return command;
    }

    private static Command CreateConvert(CliEnvironment environment)
    {
        var command = new Command("convert", "Make the native configuration of a lib_chan.conf: verifiers in place of its passwords.");
        var file = new Argument<string>("FILE") { Description = "A lib_chan.conf." };
        var output = new Option<string?>("--write", "-w")
        {
            HelpName = "FILE",
            Description = "Write to a new file that only its owner can read. Default: standard output.",
        };
        command.Arguments.Add(file);
        command.Options.Add(output);
        command.SetAction((arguments, cancellationToken) => ErrorReport.GuardAsync(
            environment, () => ConvertAsync(environment, arguments.GetValue(file)!, arguments.GetValue(output), cancellationToken)));
        return command;
    }

    private static int Check(CliEnvironment environment, string file)
    {
        ConfigurationResult result = ConfigurationLoader.Load(file);
        int errors = Report(environment, result.Faults);
        if (result.Configuration is not { } configuration)
        {
            environment.Error.WriteLine($"{file}: {Count(errors, "error")}; a gateway would not start with it.");
            return ExitCode.Usage;
        }

        environment.Output.WriteLine(
            $"{file}: good: {Count(configuration.Ports.Count, "port")}, {Count(configuration.Services.Count, "service")}, "
            + $"{Count(result.Faults.Count, "warning")}.");
        return ExitCode.Ok;
    }

    private static async Task<int> ConvertAsync(CliEnvironment environment, string file, string? output, CancellationToken cancellationToken)
    {
        ClassicConversion conversion = await Task.Run(() => ClassicConfigurationConverter.ToJson(file), cancellationToken).ConfigureAwait(false);
        Report(environment, conversion.Faults);
        if (conversion.Json is not { } json)
        {
            return ExitCode.Usage;
        }

        foreach (string note in conversion.Notes)
        {
            environment.Error.WriteLine($"note: {note}");
        }

        if (output is null)
        {
            environment.Output.Write(json);
            environment.Output.Flush();
        }
        else
        {
            await NewFile.WriteOwnerOnlyAsync(output, json, cancellationToken).ConfigureAwait(false);
            environment.Error.WriteLine($"wrote {output}");
        }

        return ExitCode.Ok;
    }

    /// <summary>Prints all faults; tells how many are errors.</summary>
    private static int Report(CliEnvironment environment, IReadOnlyList<ConfigurationFault> faults)
    {
        foreach (ConfigurationFault fault in faults)
        {
            environment.Error.WriteLine(fault.ToString());
        }

        return faults.Count(static fault => fault.Severity == FaultSeverity.Error);
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
