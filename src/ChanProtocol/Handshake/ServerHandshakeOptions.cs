using Chan.Protocol.Handshake.Messages;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>What a port's handshakes share. Immutable; one for all connections of a port.</summary>
public sealed record ServerHandshakeOptions
{
    /// <summary>The gateway's identity in the exchange: 16 bytes, made once with the certificate.</summary>
    public required ReadOnlyMemory<byte> GatewayId { get; init; }

    /// <summary>SHA-256 over the DER of the certificate that this port serves: <see cref="Tls.ChanTls.HashOf"/>.</summary>
    public required ReadOnlyMemory<byte> CertificateSha256 { get; init; }

    /// <summary>The services of this port.</summary>
    public required VerifierCatalog Catalog { get; init; }

    /// <summary>The gateway's secret from which the salts of unknown names come; 32 bytes.</summary>
    public required ReadOnlyMemory<byte> EnumerationKey { get; init; }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{nameof(ServerHandshakeOptions)} for {Catalog.Count} identities";

    internal void Validate()
    {
        if (GatewayId.Length != Params.GatewayIdLength)
        {
            throw new ArgumentException($"A gateway id has {Params.GatewayIdLength} bytes, not {GatewayId.Length}.");
        }

        if (CertificateSha256.Length != HandshakeContext.BindingLength)
        {
            throw new ArgumentException($"A certificate's SHA-256 has {HandshakeContext.BindingLength} bytes, not {CertificateSha256.Length}.");
        }

        if (EnumerationKey.Length < HandshakeContext.BindingLength)
        {
            throw new ArgumentException($"The enumeration key needs {HandshakeContext.BindingLength} bytes, has {EnumerationKey.Length}.");
        }
    }
}
