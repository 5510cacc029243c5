namespace Chan.Server.Configuration;

/// <summary>One service, as the owner described it.</summary>
public sealed record ServiceConfiguration
{
    /// <summary>Name, in the grammar of service names: 1 to 64 of <c>A-Z a-z 0-9 _ . -</c>. Case matters.</summary>
    public required string Name { get; init; }

    /// <summary>Limits of its sessions.</summary>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>Clients see the reason of a failure in the service; off, they see <c>hidden</c>. Default: off.</summary>
    public bool RevealErrors { get; init; }

    /// <summary>
    /// Rpcs reach the service as <c>{chan, MM, Id, Term}</c>, so that it can answer in any order with <c>{reply, Id, Term}</c>.
    /// Off, they come as <c>{chan, MM, Term}</c>, as casts do. Default: off.
    /// </summary>
    public bool RpcIds { get; init; }
}
