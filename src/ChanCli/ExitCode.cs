namespace Chan.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    internal const int Ok = 0;

    /// <summary>The gateway or the service answered with an error, or ended the session.</summary>
    internal const int RemoteError = 1;

    /// <summary>The command line, a term in it, or a configuration file is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>Refused, wrong gateway, or closed after TLS but before the session (native-protocol, section 8).</summary>
    internal const int NotAuthorised = 3;

    /// <summary>TCP or TLS not established, or the gateway is busy (native-protocol, section 8).</summary>
    internal const int CannotConnect = 4;

    /// <summary>No answer in time.</summary>
    internal const int Timeout = 5;

    /// <summary>Interrupted by Ctrl-C: 128 + SIGINT, as shells expect.</summary>
    internal const int Interrupted = 130;
}
