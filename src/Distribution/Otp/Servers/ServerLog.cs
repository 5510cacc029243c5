using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Otp.Servers;

/// <summary>The log events of servers: 2603 and 2604.</summary>
internal static partial class ServerLog
{
    private const string Category = "Chan.Distribution.Otp.GenServer";

    /// <summary>A server ends with a reason that is no orderly one. What Erlang's report tells: also who called, and the events that were logged.</summary>
    public static void Terminating(ProcessContext self, ErlTerm name, ServerStatus status, GenFrom? client, Exception? cause)
        => self.Report(() => Terminating(
            self.Node.LoggerFactory.CreateLogger(Category),
            ReasonText.Of(name),
            ReasonText.Of(status.Reason ?? Atoms.Undefined),
            status.Message is null ? "none" : ReasonText.Of(status.Message),
            ReasonText.Of(status.State ?? Atoms.Undefined),
            client is { } from ? ClientOf(self.Node, from.Pid) : "none",
            status.Log.Count > 0 ? ReasonText.Of(status.Log) : "none",
            cause is TermException ? null : cause));

    /// <summary>A message that the server has no use for.</summary>
    public static void UnexpectedMessage(ProcessContext self, ErlAtom module, ErlTerm message)
        => self.Report(() => UnexpectedMessage(self.Node.LoggerFactory.CreateLogger(Category), module, self.Self, ReasonText.Of(message)));

    /// <summary>Who waits for the answer to a call, as far as the node knows.</summary>
    public static string ClientOf(Node node, ErlPid client)
        => client.Node != node.Name ? $"{client} of another node"
            : node.Find(client) is not { } process ? $"{client}, which has ended"
            : $"{client} ({process.RegisteredName?.ToString() ?? process.Label ?? "no name"})";

    [LoggerMessage(
        2603, LogLevel.Error, "Server {Name} terminates: {Reason}; last message {LastMessage}, state {State}, client {Client}, logged events {Events}")]
    private static partial void Terminating(
        ILogger logger, string name, string reason, string lastMessage, string state, string client, string events, Exception? cause);

    [LoggerMessage(2604, LogLevel.Warning, "Server {Module}, process {Pid}, got a message that it does not handle: {Message}")]
    private static partial void UnexpectedMessage(ILogger logger, ErlAtom module, ErlPid pid, string message);
}
