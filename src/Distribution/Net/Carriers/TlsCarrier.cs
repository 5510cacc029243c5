using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Chan.Distribution.Net.Carriers;

/// <summary>TLS as OTP's <c>inet_tls_dist</c> speaks it (specification 7): from the first byte, no ALPN, 4-byte lengths in the handshake.</summary>
internal sealed class TlsCarrier : ICarrier
{
    private const int LengthSize = 4;
    private readonly NodeTlsOptions _options;
    private readonly SslStreamCertificateContext _certificate;

    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentException">The certificate has no private key, or there is no authority.</exception>
    public TlsCarrier(NodeTlsOptions options)
    {
        if (!options.Certificate.HasPrivateKey)
        {
            throw new ArgumentException($"The certificate {options.Certificate.Subject} has no private key; a node proves itself with it.", nameof(options));
        }

        if (options.Authorities.Count == 0)
        {
            throw new ArgumentException("There is no authority: no peer's certificate could be accepted.", nameof(options));
        }

        _options = options;
        _certificate = SslStreamCertificateContext.Create(options.Certificate, options.Intermediates, offline: true);
    }

    public async ValueTask<CarrierConnection> AcceptAsync(Socket socket, EndPoint remote, CancellationToken cancellationToken)
    {
        bool required = _options.PeerCertificate == PeerCertificate.Required;
        var server = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            ClientCertificateRequired = required,
            CertificateChainPolicy = required ? ChainPolicy() : null,
            RemoteCertificateValidationCallback = (_, certificate, _, errors)
                => !required || (certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
        return await OpenAsync(socket, remote, stream => stream.AuthenticateAsServerAsync(server, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<CarrierConnection> DialAsync(Socket socket, string host, EndPoint remote, CancellationToken cancellationToken)
    {
        SslPolicyErrors accepted = _options.HostNameCheck == HostNameCheck.Required ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateNameMismatch;
        var client = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificateContext = _certificate,
            CertificateChainPolicy = ChainPolicy(),
            RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~accepted) == SslPolicyErrors.None,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
        return await OpenAsync(socket, remote, stream => stream.AuthenticateAsClientAsync(client, cancellationToken)).ConfigureAwait(false);
    }

    private static async ValueTask<CarrierConnection> OpenAsync(Socket socket, EndPoint remote, Func<SslStream, Task> authenticate)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        try
        {
            await authenticate(stream).ConfigureAwait(false);
            return new CarrierConnection(stream, remote.ToString()!) { HandshakeLengthSize = LengthSize };
        }
        catch (Exception fault)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (fault is AuthenticationException or IOException)
            {
                throw new CarrierException(CarrierFault.Tls, $"TLS with {remote} failed: {fault.InnerException?.Message ?? fault.Message}", fault);
            }

            throw;
        }
    }

    // Private authorities publish no lists of revoked certificates; asking for them would delay every connection.
    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.AddRange(_options.Authorities);
        return policy;
    }
}
