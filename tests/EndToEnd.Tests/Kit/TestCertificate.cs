using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>Makes certificates as a gateway makes its own.</summary>
internal static class TestCertificate
{
    /// <summary>A new self-signed P-256 certificate with its private key; the caller disposes it.</summary>
    public static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chan", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));

        // A key that only lives in memory does not serve TLS everywhere; one that went through a file format does.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
