using Chan.Distribution.Net.Epmd;

namespace Chan.Cli.Nodes;

/// <summary>Tells why a port mapper did not do what was asked, and what to do.</summary>
internal static class EpmdReport
{
    internal static NodeFailureException Of(EpmdException failure, string host) => failure.Reason switch
    {
        EpmdFailure.Unreachable => new(
            ExitCode.CannotConnect,
            $"{failure.Message}\n  hint: no named node runs on {host}, or its epmd has another port (--epmd-port, ERL_EPMD_PORT) or is behind a firewall."),
        EpmdFailure.Timeout => new(ExitCode.Timeout, $"{failure.Message}\n  hint: allow more time with -t."),
        EpmdFailure.CannotServe => new(
            ExitCode.CannotConnect, $"{failure.Message}\n  hint: if another epmd has the port, nodes use that one; 'chan epmd names' shows it. Another port: --epmd-port."),
        _ => new(ExitCode.CannotConnect, failure.Message),
    };
}
