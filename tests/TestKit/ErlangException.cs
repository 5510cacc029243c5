namespace Chan.TestKit;

/// <summary>An expression given to an <see cref="ErlangPeer"/> failed, or the peer ended before it answered.</summary>
public sealed class ErlangException(string message) : Exception(message);
