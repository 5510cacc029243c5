using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chan.Server.Listening;

/// <summary>What makes this gateway this gateway: its certificate and the secrets that stay the same over restarts.</summary>
/// <remarks>
/// Sources: native protocol, sections 1 (certificate hash), 4 (gateway id as idVerifier) and 5 (enumeration key).
/// Compared by reference: two identities are never "equal enough".
/// </remarks>
public sealed class GatewayIdentity : IDisposable
{
    /// <summary>Length of <see cref="GatewayId"/>, in bytes.</summary>
    public const int GatewayIdLength = 16;

    /// <summary>Length of <see cref="EnumerationKey"/>, in bytes.</summary>
    public const int EnumerationKeyLength = 32;

    private readonly byte[] _certificateSha256;
    private readonly byte[] _gatewayId;
    private readonly byte[] _enumerationKey;

    /// <summary>Puts an identity together; copies the two byte strings, takes ownership of the certificate.</summary>
    /// <param name="certificate">Leaf certificate with its private key.</param>
    /// <param name="gatewayId">16 bytes, public.</param>
    /// <param name="enumerationKey">32 bytes, secret: from it come the salts of names that do not exist.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the certificate has no private key.</exception>
    public GatewayIdentity(X509Certificate2 certificate, ReadOnlySpan<byte> gatewayId, ReadOnlySpan<byte> enumerationKey)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
        {
            throw new ArgumentException("The certificate has no private key; the gateway cannot serve TLS with it.", nameof(certificate));
        }

        if (gatewayId.Length != GatewayIdLength)
        {
            throw new ArgumentException($"Needs {GatewayIdLength} bytes, has {gatewayId.Length}.", nameof(gatewayId));
        }

        if (enumerationKey.Length != EnumerationKeyLength)
        {
            throw new ArgumentException($"Needs {EnumerationKeyLength} bytes, has {enumerationKey.Length}.", nameof(enumerationKey));
        }

        Certificate = certificate;
        _certificateSha256 = SHA256.HashData(certificate.RawDataMemory.Span);
        _gatewayId = gatewayId.ToArray();
        _enumerationKey = enumerationKey.ToArray();
    }

    /// <summary>The leaf certificate that every native port serves; disposed with the identity.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 over the DER encoding of <see cref="Certificate"/>, 32 bytes: the binding value, and what clients pin.</summary>
    public ReadOnlyMemory<byte> CertificateSha256 => _certificateSha256;

    /// <summary>16 bytes, made once; the idVerifier of SPAKE2+.</summary>
    public ReadOnlyMemory<byte> GatewayId => _gatewayId;

    /// <summary>32 secret bytes, made once.</summary>
    public ReadOnlyMemory<byte> EnumerationKey => _enumerationKey;

    /// <summary>Fingerprint as shown to people: <c>sha256:</c> and 64 lower-case hex digits.</summary>
    public string Fingerprint => "sha256:" + Convert.ToHexStringLower(_certificateSha256);

    /// <summary>Erases the enumeration key and disposes the certificate.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_enumerationKey);
        Certificate.Dispose();
    }

    /// <summary>The fingerprint; never a secret.</summary>
    public override string ToString() => $"GatewayIdentity {Fingerprint}";
}
