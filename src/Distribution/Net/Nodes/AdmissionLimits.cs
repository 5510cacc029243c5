namespace Chan.Distribution.Net.Nodes;

/// <summary>Bounds on what strangers can make a node do before they have proved the cookie (security notes 5.1 and 8.5).</summary>
internal sealed record AdmissionLimits
{
    /// <summary>Handshakes of incoming connections in progress at once.</summary>
    public int Handshakes { get; init; } = 256;

    /// <summary>The same from one address.</summary>
    public int HandshakesFromOneSource { get; init; } = 32;

    /// <summary>Signals that wait for a connection that is being set up, after which a sender waits too.</summary>
    public int SignalsPending { get; init; } = 10_000;

    /// <summary>The same, after which a send fails with <c>system_limit</c>.</summary>
    public int SignalsPendingHard { get; init; } = 100_000;

    /// <summary>The longest message of a handshake, in bytes: a name of 255 characters with room for what later versions may add.</summary>
    public int HandshakeMessageLength { get; init; } = 2_048;
}
