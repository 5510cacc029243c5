using System.CommandLine;
using System.Globalization;
using Chan.Cli.Connecting;
using Chan.Cli.Output;
using Chan.Client;

namespace Chan.Cli.Commands;

/// <summary><c>chan ping [SERVICE]</c>: whether a gateway answers, or, with a service, whether that service can be used.</summary>
internal static class PingCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var command = new Command("ping", "See whether a gateway answers, or, with a service, whether it lets you in.");
        var service = new Argument<string?>("SERVICE")
        {
            Description = "Name of a service. Without one no password is needed: only the connection is tried.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var connection = new ConnectionArguments();
        command.Arguments.Add(service);
        connection.AddTo(command);
        command.SetAction((arguments, cancellationToken) => ErrorReport.GuardAsync(
            environment,
            () => arguments.GetValue(service) is { } name
                ? PingServiceAsync(environment, connection, arguments, name, cancellationToken)
                : PingGatewayAsync(environment, connection, arguments, cancellationToken)));
        return command;
    }

    private static async Task<int> PingGatewayAsync(
        CliEnvironment environment, ConnectionArguments arguments, ParseResult parsed, CancellationToken cancellationToken)
    {
        ChanEndpoint endpoint = arguments.ReadEndpoint(parsed, "");
        ChanConnectionOptions options = arguments.ReadProbeOptions(parsed, environment);
        long started = environment.TimeProvider.GetTimestamp();
        ChanGatewayProbe probe = await environment.Probe(endpoint, options, cancellationToken).ConfigureAwait(false);
        Print(environment, $"{endpoint.Host}:{endpoint.Port} answers", started);
        if (!probe.CertificateSha256.IsEmpty)
        {
            environment.Output.WriteLine($"certificate SHA-256 {Convert.ToHexStringLower(probe.CertificateSha256.Span)}");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> PingServiceAsync(
        CliEnvironment environment, ConnectionArguments arguments, ParseResult parsed, string service, CancellationToken cancellationToken)
    {
        ChanEndpoint endpoint = arguments.ReadEndpoint(parsed, service);
        ChanConnectionOptions options = await arguments.ReadOptionsAsync(parsed, endpoint, environment, cancellationToken).ConfigureAwait(false);
        long started = environment.TimeProvider.GetTimestamp();
        IServiceConnection connection;
        using (options.Password)
        {
            connection = await environment.Connect(endpoint, options, cancellationToken).ConfigureAwait(false);
        }

        await using (connection.ConfigureAwait(false))
        {
            Print(environment, $"{service} at {endpoint.Host}:{endpoint.Port} started", started);
            if (endpoint.Scheme == ChanScheme.Native)
            {
                TimeSpan roundTrip = await connection.PingAsync(cancellationToken).ConfigureAwait(false);
                environment.Output.WriteLine($"round trip {Milliseconds(roundTrip)} ms");
            }

            return ExitCode.Ok;
        }
    }

    private static void Print(CliEnvironment environment, string what, long started)
        => environment.Output.WriteLine($"{what} in {Milliseconds(environment.TimeProvider.GetElapsedTime(started))} ms");

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0##", CultureInfo.InvariantCulture);
}
