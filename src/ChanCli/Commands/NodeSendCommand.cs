using System.CommandLine;
using Chan.Cli.Connecting;
using Chan.Cli.Nodes;
using Chan.Cli.Output;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Cli.Commands;

/// <summary><c>chan node send NODE NAME TERM</c>: sends a message to a registered process: <c>{NAME, NODE} ! TERM</c>.</summary>
internal static class NodeSendCommand
{
    internal static Command Create(CliEnvironment environment, NodeArguments arguments)
    {
        var command = new Command("send", "Send a message to a process that is registered at a node; ends when the node has read it.");
        Argument<string> node = NodeCommand.NodeArgument();
        var name = new Argument<string>("NAME") { Description = "The registered name of the process." };
        var term = new Argument<string>("TERM") { Description = "The message, in Erlang syntax: '{store, joe, \"writing a book\"}'." };
        command.Arguments.Add(node);
        command.Arguments.Add(name);
        command.Arguments.Add(term);
        command.SetAction((parsed, cancellationToken) => ErrorReport.GuardAsync(environment, () =>
        {
            ErlAtom registered = AtomArgument.Parse(parsed.GetValue(name)!, "NAME");
            ErlTerm message = TermArgument.Parse(parsed.GetValue(term)!, "TERM");
            return NodeCommand.RunAsync(
                environment,
                () => arguments.Read(parsed, environment, parsed.GetValue(node)!),
                (session, cancellation) => SendAsync(environment, session, registered, message, cancellation),
                cancellationToken);
        }));
        return command;
    }

    private static async Task<int> SendAsync(
        CliEnvironment environment, NodeSession session, ErlAtom name, ErlTerm message, CancellationToken cancellationToken)
    {
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await CheckNameAsync(environment, session, name, cancellationToken).ConfigureAwait(false);
        await session.Node.SendAsync(ErlTerm.Tuple(name, session.Peer.Atom), message, cancellationToken).ConfigureAwait(false);

        // A node reads a connection in order: whatever it answers now, it has read the message before.
        PingResult read = await session.PingAsync(session.Peer, cancellationToken).ConfigureAwait(false);
        return read.Outcome is PingOutcome.Pong or PingOutcome.NoAnswer ? ExitCode.Ok : throw PingReport.Of(read, session.Peer);
    }

    /// <summary>A message to a name that nobody has vanishes without a word; so the name is asked for before.</summary>
    private static async Task CheckNameAsync(
        CliEnvironment environment, NodeSession session, ErlAtom name, CancellationToken cancellationToken)
    {
        var whereis = new RemoteFunction(Atoms.Erlang, ErlTerm.Atom("whereis"), [name]);
        try
        {
            if ((await session.CallAsync(session.Peer, whereis, cancellationToken).ConfigureAwait(false)).Equals(Atoms.Undefined))
            {
                throw new NodeFailureException(
                    ExitCode.RemoteError, $"No process is registered as {name} at {session.Peer}; nothing was sent. 'chan node rpc {session.Peer} erlang registered' lists the names.");
            }
        }
        catch (TermException)
        {
            environment.Error.WriteLine($"warning: {session.Peer} does not say which names it knows; the message is sent nevertheless.");
        }
    }
}
