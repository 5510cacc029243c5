using System.Security.Cryptography.X509Certificates;

namespace Chan.Distribution.Net.Carriers;

/// <summary>TLS between nodes, as <c>erl -proto_dist inet_tls</c> speaks it. All nodes of a cluster use it, or none.</summary>
/// <remarks>
/// The same certificate serves in both roles. Its subject alternative names must hold the host part of the node name (a DNS name, or an
/// address for a host that is one), and an extended key usage, when it has one, must allow both server and client.
/// </remarks>
public sealed record NodeTlsOptions
{
    /// <summary>The node's own certificate with its private key. The caller keeps owning it and disposes of it after the node has stopped.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Certificates between <see cref="Certificate"/> and the authority, which are sent along. Default: none.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>The authorities that peers' certificates must come from; the machine's own store is not asked.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>
    /// Whether a peer that connects must show a certificate. Default: it must; without it, whoever knows the cookie gets in.
    /// </summary>
    public PeerCertificate PeerCertificate { get; init; } = PeerCertificate.Required;

    /// <summary>Whether the certificate of a dialled node must name the host that was dialled. Default: it must.</summary>
    public HostNameCheck HostNameCheck { get; init; } = HostNameCheck.Required;

    /// <summary>Reads the files that <c>-ssl_dist_opt server_certfile … server_keyfile … server_cacertfile …</c> name.</summary>
    /// <param name="certificateFile">The node's certificate, PEM; further certificates in it are the <see cref="Intermediates"/>.</param>
    /// <param name="keyFile">Its private key, PEM, not encrypted; on Unix the file must not be readable by others.</param>
    /// <param name="authorityFile">One or more certificates of authorities, PEM.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file does not hold what it should.</exception>
    /// <exception cref="UnauthorizedAccessException">The key can be read by others.</exception>
    public static NodeTlsOptions FromPemFiles(string certificateFile, string keyFile, string authorityFile)
    {
        ArgumentNullException.ThrowIfNull(certificateFile);
        ArgumentNullException.ThrowIfNull(keyFile);
        ArgumentNullException.ThrowIfNull(authorityFile);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(keyFile) & OthersMayRead) != 0)
        {
            throw new UnauthorizedAccessException($"The key file {keyFile} can be read by others; allow its owner only (chmod 600).");
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authorityFile);
        return new NodeTlsOptions
        {
            Certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile),
            Intermediates = [.. chain.Skip(1)],
            Authorities = authorities,
        };
    }

    /// <summary>The subject of the certificate; no key.</summary>
    public override string ToString() => $"TLS as {Certificate.Subject}";

    private const UnixFileMode OthersMayRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
