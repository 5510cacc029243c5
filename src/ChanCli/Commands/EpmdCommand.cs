using System.CommandLine;
using System.Net;
using Chan.Cli.Connecting;
using Chan.Cli.Nodes;
using Chan.Cli.Output;
using Chan.Distribution.Net.Epmd;

namespace Chan.Cli.Commands;

/// <summary><c>chan epmd names [HOST]</c> and <c>chan epmd serve</c>: the port mapper, asked or played.</summary>
internal static class EpmdCommand
{
    internal static Command Create(CliEnvironment environment)
    {
        var command = new Command("epmd", "Ask the port mapper of a host (epmd), or be this machine's.");
        var portMapper = new PortMapperArguments();
        var timeout = new Option<string?>("--timeout", "-t")
        {
            HelpName = "TIME",
            Description = "Time for an answer: 5, 2.5s, 300ms, 1m. Default: 5s.",
        };
        portMapper.AddTo(command);
        Command names = NodeNamesCommand.Create(
            environment, portMapper, parsed => parsed.GetValue(timeout) is { } text ? TimeText.Parse(text) : TimeSpan.FromSeconds(5));
        names.Options.Add(timeout);
        command.Subcommands.Add(names);
        command.Subcommands.Add(CreateServe(environment, portMapper));
        return command;
    }

    private static Command CreateServe(CliEnvironment environment, PortMapperArguments portMapper)
    {
        var command = new Command("serve", "Serve as the port mapper of this machine, for nodes of Erlang, Elixir and .NET, until Ctrl-C.");
        var address = new Option<string[]>("--listen")
        {
            HelpName = "ADDRESS",
            Description = "Address to listen on; may be given several times. Default: 127.0.0.1 and ::1.",
        };
        command.Options.Add(address);
        command.SetAction((parsed, cancellationToken) => ErrorReport.GuardAsync(
            environment, () => ServeAsync(environment, portMapper.Read(parsed, environment), parsed.GetValue(address) ?? [], cancellationToken)));
        return command;
    }

    private static async Task<int> ServeAsync(CliEnvironment environment, int port, string[] addresses, CancellationToken cancellationToken)
    {
        using var log = new LineLog(environment.Error);
        var options = new EpmdServerOptions { Port = port, TimeProvider = environment.TimeProvider, LoggerFactory = log };
        if (addresses.Length > 0)
        {
            options = options with { Addresses = [.. addresses.Select(ParseAddress)] };
        }

        try
        {
            var server = EpmdServer.Start(options);
            await using (server.ConfigureAwait(false))
            {
                environment.Output.WriteLine($"epmd serves at {string.Join(", ", options.Addresses.Select(address => new IPEndPoint(address, server.Port)))}");
                environment.Output.Flush();
                await server.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            }
        }
        catch (EpmdException e)
        {
            throw EpmdReport.Of(e, "this machine");
        }
    }

    private static IPAddress ParseAddress(string text)
        => IPAddress.TryParse(text, out IPAddress? address)
            ? address
            : throw new UsageException($"--listen: '{text}' is no address; write one as 127.0.0.1 or ::1, or 0.0.0.0 for all.");
}
