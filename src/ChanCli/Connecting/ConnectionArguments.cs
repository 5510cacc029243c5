using System.CommandLine;
using Chan.Client;
using Chan.Protocol.Verifiers;
using Chan.Terms;

namespace Chan.Cli.Connecting;

/// <summary>The options of every command that connects to a gateway.</summary>
internal sealed class ConnectionArguments
{
    private readonly Option<string> _server = new("--server", "-s")
    {
        HelpName = "URL",
        Description = "The gateway: host, host:port, chan://host:port or chan-classic://host:port.",
        DefaultValueFactory = static _ => "127.0.0.1:12340",
    };

    private readonly Option<string?> _passwordFile = new("--password-file")
    {
        HelpName = "FILE",
        Description = $"File with the password; - for standard input. Default: {PasswordSource.FileVariable}, then a prompt.",
    };

    private readonly Option<string?> _timeout = new("--timeout", "-t")
    {
        HelpName = "TIME",
        Description = "Time for connecting, and again for an answer: 5, 2.5s, 300ms, 1m. Default: 10s and 5s.",
    };

    private readonly Option<string?> _argument = new("--arg")
    {
        HelpName = "TERM",
        Description = "What the service receives when it starts (ArgC). Default: [].",
    };

    private readonly Option<string?> _client = new("--client")
    {
        HelpName = "NAME",
        Description = "Use the password of this client instead of the service's own.",
    };

    private readonly Option<bool> _classic = new("--classic")
    {
        Description = "Speak the classic protocol: clear text, and passwords can be tested offline by whoever listens.",
    };

    private readonly TrustArguments _trust = new();

    internal Argument<string> Service { get; } = new("SERVICE") { Description = "Name of the service." };

    internal void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_passwordFile);
        command.Options.Add(_timeout);
        command.Options.Add(_argument);
        command.Options.Add(_client);
        command.Options.Add(_classic);
        _trust.AddTo(command);
    }

    /// <summary>The address, without asking for a password.</summary>
    internal ChanEndpoint ReadEndpoint(ParseResult arguments, string service)
    {
        ServerAddress server = ServerAddress.Parse(arguments.GetValue(_server)!);
        bool classic = arguments.GetValue(_classic) || server.Scheme == ChanScheme.Classic;
        if (server.Service.Length > 0 && service.Length > 0 && server.Service != service)
        {
            throw new UsageException($"--server names the service {server.Service}, the command {service}: leave the one in --server out.");
        }

        string client = arguments.GetValue(_client) ?? "";
        if (client.Length > 0 && server.ClientName.Length > 0 && client != server.ClientName)
        {
            throw new UsageException($"--server names the client {server.ClientName}, --client {client}: leave one of them out.");
        }

        return new ChanEndpoint(server.Host, server.Port, service, classic ? ChanScheme.Classic : ChanScheme.Native)
        {
            ClientName = client.Length > 0 ? client : server.ClientName,
        };
    }

    /// <summary>Everything to connect with; the caller disposes the password.</summary>
    internal async Task<ChanConnectionOptions> ReadOptionsAsync(
        ParseResult arguments, ChanEndpoint endpoint, CliEnvironment environment, CancellationToken cancellationToken)
    {
        ChanConnectionOptions options = ReadProbeOptions(arguments, environment) with
        {
            AllowClassic = endpoint.Scheme == ChanScheme.Classic,
            Argument = arguments.GetValue(_argument) is { } text ? TermArgument.Parse(text, "--arg") : ErlList.Empty,
        };

        // Last, so that nobody types a password for a command line that is wrong.
        return options with { Password = await ReadPasswordAsync(arguments, endpoint, environment, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>What matters before authentication.</summary>
    internal ChanConnectionOptions ReadProbeOptions(ParseResult arguments, CliEnvironment environment)
    {
        var options = new ChanConnectionOptions { Trust = _trust.Read(arguments), TimeProvider = environment.TimeProvider };
        if (arguments.GetValue(_timeout) is not { } text)
        {
            return options;
        }

        TimeSpan time = TimeText.Parse(text);
        return options with { ConnectTimeout = time, DefaultRpcTimeout = time };
    }

    private async Task<ChanPassword?> ReadPasswordAsync(
        ParseResult arguments, ChanEndpoint endpoint, CliEnvironment environment, CancellationToken cancellationToken)
    {
        string? file = arguments.GetValue(_passwordFile);
        return endpoint.Scheme == ChanScheme.Classic
            ? await PasswordSource.ReadOptionalAsync(environment, file, endpoint.Service, cancellationToken).ConfigureAwait(false)
            : await PasswordSource.ReadAsync(environment, file, endpoint.Service, cancellationToken).ConfigureAwait(false);
    }
}
