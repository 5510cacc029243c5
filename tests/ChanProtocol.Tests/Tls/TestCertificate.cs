using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chan.Protocol.Tests.Tls;

/// <summary>Self-signed certificates on P-256, as the gateway makes them.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Create(string name = "chan")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return request.CreateSelfSigned(from, from.AddYears(100));
    }
}
