using System.Collections;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Secrets;
using Chan.Server.Listening;
using Chan.Server.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Hosting;

/// <summary>The gateway as a program: command line in, exit code out.</summary>
internal static class ServerProgram
{
    /// <summary>Longest drain that a configuration may ask for, and a little for the rest of the shutdown.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(30);

    /// <summary>Runs until the process is told to stop, or <paramref name="stop"/> is cancelled.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="output">For the ready lines.</param>
    /// <param name="error">For the log, and for what keeps the gateway from starting.</param>
    /// <param name="stop">Stops as SIGTERM does.</param>
    /// <param name="environment">Variables that override the file; those of the process if not given.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken stop, IDictionary? environment = null)
    {
        var commandLine = ServerCommandLine.Parse(arguments);
        if (commandLine.ShowHelp || commandLine.ShowVersion)
        {
            await output.WriteAsync(commandLine.ShowHelp ? ServerCommandLine.Help : ProductVersion.Text + "\n").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }

        if (commandLine.Fault is not null)
        {
            await error.WriteLineAsync($"{commandLine.Fault} --help shows what can be given.").ConfigureAwait(false);
            return ExitCodes.Configuration;
        }

        string path = commandLine.ConfigurationPath ?? DefaultConfiguration.Find(Environment.CurrentDirectory);
        var loadOptions = ConfigurationLoadOptions.ForStart(commandLine.Settings);
        loadOptions = loadOptions with { Environment = environment ?? loadOptions.Environment };
        ConfigurationResult loaded = ConfigurationLoader.Load(path, loadOptions);
        if (loaded.Configuration is null)
        {
            await ReportAsync(loaded.Faults, error).ConfigureAwait(false);
            return ExitCodes.Configuration;
        }

        // Warnings are events of the log: each stands there once, in one line.
        ConsoleLog log = new(error, TimeProvider.System);
        await using (log.ConfigureAwait(false))
        {
            using IHost host = BuildHost(path, loadOptions, loaded, log);
            return await RunAsync(host, path, output, error, log, stop).ConfigureAwait(false);
        }
    }

    private static IHost BuildHost(string path, ConfigurationLoadOptions loadOptions, ConfigurationResult loaded, ConsoleLog log)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "chan" });
        if (loaded.Logging is { } logging)
        {
            builder.Logging.AddConfiguration(logging);
        }

        // Start failures are told once, in words, by this program; the framework would add a stack trace.
        builder.Logging.AddProvider(log)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<IHostLifetime, Microsoft.Extensions.Hosting.Internal.ConsoleLifetime>();
        builder.Services.AddChanServer(server =>
        {
            server.ConfigurationPath = path;
            server.LoadOptions = loadOptions;
        });
        return builder.Build();
    }

    private static async Task<int> RunAsync(
        IHost host, string path, TextWriter output, TextWriter error, ConsoleLog log, CancellationToken stop)
    {
        try
        {
            await host.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failed) when (Explain(failed) is not null)
        {
            (string explanation, int exitCode) = Explain(failed)!.Value;
            await log.FlushAsync().ConfigureAwait(false);
            await error.WriteLineAsync(explanation).ConfigureAwait(false);
            return exitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Stopped;
        }

        await log.FlushAsync().ConfigureAwait(false);
        RunningGateway gateway = host.Services.GetRequiredService<RunningGateway>();
        foreach (string line in ReadyLines.Make(path, gateway.Fingerprint, gateway.Ports, gateway.Configuration?.Services ?? []))
        {
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }

        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        await host.WaitForShutdownAsync(stop).ConfigureAwait(false);
        return ExitCodes.Stopped;
    }

    private static (string Explanation, int ExitCode)? Explain(Exception failed) => failed switch
    {
        ConfigurationFaultsException faults => (faults.Message, ExitCodes.Configuration),
        ServiceFaultsException faults => (faults.Message, ExitCodes.Configuration),
        PortBindException port => ($"{port.Message} The key is ports:{port.Port}:port.", ExitCodes.Failed),
        SecretFileException refused => (refused.Message, ExitCodes.Failed),
        IOException or UnauthorizedAccessException => (failed.Message, ExitCodes.Failed),
        _ => null,
    };

    private static async Task ReportAsync(IReadOnlyList<ConfigurationFault> faults, TextWriter error)
    {
        foreach (ConfigurationFault fault in faults)
        {
            await error.WriteLineAsync(fault.ToString()).ConfigureAwait(false);
        }

        int errors = faults.Count(fault => fault.Severity == FaultSeverity.Error);
        await error.WriteLineAsync($"The gateway does not start: {errors} error(s), {faults.Count - errors} warning(s).").ConfigureAwait(false);
    }
}
