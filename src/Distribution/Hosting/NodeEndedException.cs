namespace Chan.Distribution.Hosting;

/// <summary>
/// The supervision tree of a host's node has given up, and the host has stopped: what <c>RunAsync</c> and <c>StopAsync</c> of the host throw then, so that
/// the program ends with an error. The message names the reason.
/// </summary>
public sealed class NodeEndedException : Exception
{
    internal NodeEndedException(string message)
        : base(message)
    {
    }
}
