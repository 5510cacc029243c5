using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>What a client's handshake needs.</summary>
public sealed record ClientHandshakeOptions
{
    /// <summary>The service to be used.</summary>
    public required string Service { get; init; }

    /// <summary>This client's name at the service. Default: empty, for the service's own password.</summary>
    public string ClientName { get; init; } = "";

    /// <summary>Stays the caller's.</summary>
    public required ChanPassword Password { get; init; }

    /// <summary>SHA-256 over the DER of the certificate that TLS was shown on this connection: <see cref="Tls.ClientTls.CertificateSha256"/>.</summary>
    public required ReadOnlyMemory<byte> CertificateSha256 { get; init; }

    /// <summary>Keeps the stretched password, so that only the first connection pays for scrypt. Default: none; stays the caller's.</summary>
    public ProverKeyCache? Keys { get; init; }

    internal void Validate()
    {
        // Throws for names outside the grammar.
        _ = ProverIdentity.Of(Service, ClientName);
        if (CertificateSha256.Length != HandshakeContext.BindingLength)
        {
            throw new ArgumentException($"A certificate's SHA-256 has {HandshakeContext.BindingLength} bytes, not {CertificateSha256.Length}.");
        }
    }
}
