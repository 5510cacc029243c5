namespace Chan.Cli.Nodes;

/// <summary>A node, or a port mapper, did not do what was asked.</summary>
/// <param name="code">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What was wrong, at which step, and what to do; printed as it stands.</param>
internal sealed class NodeFailureException(int code, string message) : Exception(message)
{
    internal int Code => code;
}
