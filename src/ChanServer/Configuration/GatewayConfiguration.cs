using Chan.Protocol.Verifiers;

namespace Chan.Server.Configuration;

/// <summary>Everything that the owner of a gateway decided: checked, complete and immutable.</summary>
/// <remarks>
/// Made by <c>ConfigurationLoader</c> only from files without faults, so code that holds one need not check it again.
/// Printing it shows no secret.
/// </remarks>
public sealed record GatewayConfiguration
{
    /// <summary>Ports in the order of the file; at least one.</summary>
    public required IReadOnlyList<PortConfiguration> Ports { get; init; }

    /// <summary>Services in the order of the file; names are unique without regard to case.</summary>
    public required IReadOnlyList<ServiceConfiguration> Services { get; init; }

    /// <summary>Absolute paths of the assemblies that hold service modules. What is not named here is never loaded.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Absolute path of the folder for the certificate, the secret keys and the known sources.</summary>
    public required string StateFolder { get; init; }

    /// <summary>
    /// Cost of scrypt that this gateway tells clients: that of its verifier records, which all agree; passwords and unknown
    /// names get the same, so that nothing tells them apart.
    /// </summary>
    public KdfParameters KdfParameters { get; init; } = KdfParameters.Default;

    /// <summary>Where the certificate comes from. Default: the state folder.</summary>
    public CertificateStorage Certificate { get; init; } = CertificateStorage.Stored;

    /// <summary>Time that sessions get to end by themselves when the gateway stops. Default: 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limits of the whole gateway.</summary>
    public GatewayLimits Limits { get; init; } = new();
}
