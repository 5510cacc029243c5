using Chan.Protocol.Verifiers;
using Chan.Terms;

namespace Chan.Protocol.Classic;

/// <summary>What the handshakes of a classic port share.</summary>
public sealed record ClassicServerOptions
{
    /// <summary>
    /// Services by name (any term; matched by <c>=:=</c>) with their passwords; <see langword="null"/> for a service with the password <c>none</c>.
    /// </summary>
    public required IReadOnlyDictionary<ErlTerm, ChanPassword?> Services { get; init; }

    /// <summary>
    /// Whether an unknown service is told so (<c>badService</c>), as the book's server does. Default: no; it gets a challenge and <c>authFail</c>.
    /// </summary>
    public bool RevealsServices { get; init; }

    /// <summary>Without the passwords.</summary>
    public override string ToString() => $"{nameof(ClassicServerOptions)} for {Services.Count} services";
}
