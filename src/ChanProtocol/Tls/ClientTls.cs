using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chan.Protocol.Tls;

/// <summary>
/// TLS of one client connection: its settings, the judgement on the server's certificate, and the certificate's hash for the binding.
/// </summary>
/// <remarks>
/// This is the only place that accepts a certificate nobody vouches for, and only in the mode <see cref="ServerTrust.Password"/>:
/// there the password exchange fails at confirmV unless the server serves this very certificate. One object for one connection.
/// </remarks>
public sealed class ClientTls
{
    private readonly ServerTrust _trust;
    private byte[]? _certificateSha256;

    /// <summary>Prepares a connection.</summary>
    /// <param name="trust">What is asked of the certificate.</param>
    public ClientTls(ServerTrust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        _trust = trust;
    }

    /// <summary>B: SHA-256 over the DER of the certificate that the server showed on this connection.</summary>
    /// <exception cref="InvalidOperationException">TLS does not stand yet.</exception>
    public ReadOnlyMemory<byte> CertificateSha256
        => _certificateSha256 ?? throw new InvalidOperationException("The server has not shown a certificate yet.");

    /// <summary>The settings for <see cref="SslStream.AuthenticateAsClientAsync(SslClientAuthenticationOptions, CancellationToken)"/>.</summary>
    /// <param name="host">Name or address of the server; matters to <see cref="ServerTrust.Authority"/>.</param>
    /// <exception cref="PlatformNotSupportedException">The system has no TLS 1.3.</exception>
    public SslClientAuthenticationOptions CreateOptions(string host)
    {
        ChanTls.ThrowIfUnsupported();
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [ChanTls.Protocol],
            AllowRenegotiation = false,
            AllowTlsResume = false,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = ChainPolicy(),
            RemoteCertificateValidationCallback = Judge,
        };
    }

    private X509ChainPolicy? ChainPolicy()
    {
        if (_trust is not ServerTrust.Authority { Roots: { } roots })
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return false;
        }

        _certificateSha256 = ChanTls.HashOf(certificate);
        return _trust switch
        {
            ServerTrust.Password => true,
            ServerTrust.Pin pin => CryptographicOperations.FixedTimeEquals(pin.Sha256.Span, _certificateSha256),
            _ => errors == SslPolicyErrors.None,
        };
    }
}
