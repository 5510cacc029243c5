using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chan.Protocol.Tls;

/// <summary>What both sides of the native protocol ask of TLS: version 1.3 only, ALPN <c>chan/1</c>, no resumption, no renegotiation.</summary>
/// <remarks>Sources: native protocol, section 1; design notes, section 2.</remarks>
public static class ChanTls
{
    /// <summary>The protocol's name in ALPN.</summary>
    public static readonly SslApplicationProtocol Protocol = new("chan/1");

    /// <summary>B: SHA-256 over the DER of a certificate, whatever hash the certificate was signed with.</summary>
    public static byte[] HashOf(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return SHA256.HashData(certificate.GetRawCertData());
    }

    /// <summary>Settings of a listener; one object serves all its connections.</summary>
    /// <param name="certificate">With its private key; stays the caller's, and must live as long as the settings.</param>
    /// <exception cref="PlatformNotSupportedException">The system has no TLS 1.3.</exception>
    public static SslServerAuthenticationOptions CreateServerOptions(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ThrowIfUnsupported();
        return new SslServerAuthenticationOptions
        {
            // Offline: a self-made certificate has no chain to be fetched, and a listener must not wait for one.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [Protocol],
            ClientCertificateRequired = false,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        };
    }

    /// <summary>Checks, once TLS stands, that it is what was asked for.</summary>
    /// <exception cref="AuthenticationException">Another version, or the peer did not choose <c>chan/1</c>: close.</exception>
    public static void ThrowIfNotNegotiated(SslStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.SslProtocol != SslProtocols.Tls13)
        {
            throw new AuthenticationException($"TLS stands at {stream.SslProtocol}; TLS 1.3 is the only version accepted.");
        }

        if (stream.NegotiatedApplicationProtocol != Protocol)
        {
            throw new AuthenticationException("The peer did not agree on the application protocol chan/1 (ALPN): it is not a native Chan peer.");
        }
    }

    /// <summary>Says clearly what an old system lacks, instead of falling back to a weaker version.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no TLS 1.3.</exception>
    public static void ThrowIfUnsupported()
    {
        const int FirstBuildWithTls13 = 20348;
        if (OperatingSystem.IsWindows() && !OperatingSystem.IsWindowsVersionAtLeast(10, 0, FirstBuildWithTls13))
        {
            throw new PlatformNotSupportedException("The native protocol needs TLS 1.3: Windows Server 2022, Windows 11, or newer.");
        }
    }
}
