using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;

namespace Chan.Cli.Nodes;

/// <summary>Tells why a node to which there was a connection does not answer.</summary>
internal static class PingReport
{
    internal static NodeFailureException Of(PingResult ping, NodeName node) => ping.Outcome switch
    {
        PingOutcome.TimedOut => new(ExitCode.Timeout, $"{node} took the connection and does not answer in time. Allow more time with -t; the node may be stopped or overloaded."),
        PingOutcome.ConnectionLost => new(ExitCode.RemoteError, $"The connection with {node} ended before it answered."),
        PingOutcome.NotConnected => new(ConnectReport.CodeOf(ping.Connect.Outcome), $"{node} cannot be reached: {ping.Connect.Text}"),
        _ => new(ExitCode.RemoteError, $"{node} took the connection, and has no net_kernel that answers a ping: it may be a C or Java node."),
    };
}
