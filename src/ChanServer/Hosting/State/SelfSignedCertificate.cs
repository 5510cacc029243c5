using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Chan.Server.Hosting.State;

/// <summary>The certificate that a gateway makes for itself: P-256, signed by itself, in one PEM text with its key.</summary>
/// <remarks>
/// Clients trust it through SPAKE2+ (the password proves which certificate is right) or by pinning, never by its name or
/// dates; so it is made to last and carries a neutral name.
/// </remarks>
internal static class SelfSignedCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Longer than any machine serves: renewal would break every pin for nothing.</summary>
    private const int Years = 50;

    /// <summary>Makes key and certificate; the text holds the private key and must be erased by the caller.</summary>
    public static byte[] CreatePem(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chan gateway", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        DateTimeOffset now = time.GetUtcNow();

        // A day back: clocks of clients differ.
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        char[] keyPem = key.ExportPkcs8PrivateKeyPem().ToCharArray();
        try
        {
            string certificatePem = certificate.ExportCertificatePem();
            byte[] pem = GC.AllocateUninitializedArray<byte>(keyPem.Length + 1 + certificatePem.Length + 1, pinned: true);
            int length = Encoding.ASCII.GetBytes(keyPem, pem);
            pem[length++] = (byte)'\n';
            length += Encoding.ASCII.GetBytes(certificatePem, pem.AsSpan(length));
            pem[length] = (byte)'\n';
            return pem;
        }
        finally
        {
            Array.Clear(keyPem);
        }
    }

    /// <summary>Reads what <see cref="CreatePem"/> made.</summary>
    /// <exception cref="CryptographicException">The text is not a whole key and certificate that belong together.</exception>
    public static X509Certificate2 FromPem(ReadOnlySpan<byte> pem)
    {
        char[] text = new char[pem.Length];
        try
        {
            Encoding.ASCII.GetChars(pem, text);
            X509Certificate2 certificate = X509Certificate2.CreateFromPem(text, text);
            return OperatingSystem.IsWindows() ? Reimport(certificate) : certificate;
        }
        catch (ArgumentException malformed)
        {
            throw new CryptographicException("The text is not a key and certificate in PEM form.", malformed);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    // The TLS of Windows does not serve with a key that lives in memory only.
    private static X509Certificate2 Reimport(X509Certificate2 certificate)
    {
        using (certificate)
        {
            byte[] pfx = certificate.Export(X509ContentType.Pfx);
            try
            {
                return X509CertificateLoader.LoadPkcs12(pfx, password: null);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(pfx);
            }
        }
    }
}
