namespace Chan.Distribution.Hosting;

/// <summary>The supervision tree of a host's node does not start. The message names the child and its reason.</summary>
public sealed class NodeStartException : Exception
{
    internal NodeStartException(string message)
        : base(message)
    {
    }
}
