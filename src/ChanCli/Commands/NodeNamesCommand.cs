using System.CommandLine;
using Chan.Cli.Nodes;
using Chan.Cli.Output;
using Chan.Distribution.Net.Epmd;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan node names [HOST]</c> and <c>chan epmd names [HOST]</c>: the nodes of a host, as <c>net_adm:names/1</c> gives them.</summary>
internal static class NodeNamesCommand
{
    internal static Command Create(CliEnvironment environment, PortMapperArguments portMapper, Func<ParseResult, TimeSpan> timeout)
    {
        var command = new Command("names", "List the nodes that the port mapper (epmd) of a host knows, with their ports; needs no cookie.");
        var host = new Argument<string>("HOST")
        {
            Description = "A host name or address; of name@host, the host. Default: this machine.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = static _ => "localhost",
        };
        Option<OutputFormat> format = NodeCommand.FormatOption();
        command.Arguments.Add(host);
        command.Options.Add(format);
        command.SetAction((parsed, cancellationToken) => ErrorReport.GuardAsync(environment, async () =>
        {
            EpmdClient client = portMapper.ReadClient(parsed, environment, timeout(parsed));
            var answers = new AnswerWriter(environment.Output, parsed.GetValue(format));
            string name = parsed.GetValue(host)!;
            return await PrintAsync(client, name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..], answers, cancellationToken).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task<int> PrintAsync(EpmdClient client, string host, AnswerWriter answers, CancellationToken cancellationToken)
    {
        if (host.Length == 0)
        {
            throw new UsageException("HOST is empty; write a host name or address.");
        }

        try
        {
            foreach (EpmdName name in await client.NamesAsync(host, cancellationToken).ConfigureAwait(false))
            {
                answers.Write(ErlTerm.Tuple(ErlTerm.CharList(name.Name), name.Port));
            }

            return ExitCode.Ok;
        }
        catch (EpmdException e)
        {
            throw EpmdReport.Of(e, host);
        }
    }
}
