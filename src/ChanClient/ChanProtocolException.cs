namespace Chan.Client;

/// <summary>The peer broke the protocol. The connection is closed; repeating will not help before one side is changed.</summary>
public sealed class ChanProtocolException : ChanException
{
    internal ChanProtocolException(string violation, ChanEndpoint endpoint, Exception? inner = null)
        : base($"{endpoint} broke the protocol: {violation} Check that this is the address of a gateway and that both sides are of the same version.",
            endpoint, inner) => Violation = violation;

    /// <summary>What the peer did: a clause that begins with "it".</summary>
    internal string Violation { get; }

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
