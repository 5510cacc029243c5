using System.Collections.ObjectModel;
using Chan.Terms.Patterns;

namespace Chan.Server.Configuration;

/// <summary>One service, as the owner described it.</summary>
public sealed record ServiceConfiguration
{
    /// <summary>Name, in the grammar of service names: 1 to 64 of <c>A-Z a-z 0-9 _ . -</c>. Case matters.</summary>
    public required string Name { get; init; }

    /// <summary>What its sessions reach.</summary>
    public required ServiceTarget Target { get; init; }

    /// <summary>The service's own credential, for clients that give no name; null if only named clients may connect.</summary>
    public Credential? Password { get; init; }

    /// <summary>Credentials of named clients, by client name; a <see cref="Credential.None"/> is never among them.</summary>
    public IReadOnlyDictionary<string, Credential> Clients { get; init; } = ReadOnlyDictionary<string, Credential>.Empty;

    /// <summary>Messages that the service takes; others are refused before it sees them. Empty: all.</summary>
    public IReadOnlyList<TermPattern> Accept { get; init; } = [];

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
