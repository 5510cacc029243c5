using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Distribution.Net.Carriers;

namespace Chan.Benchmarks.Distribution;

/// <summary>A port mapper, a cookie and the compiled Erlang half, for nodes of one measurement alone.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private readonly Process? _epmd;

    private Surroundings(string folder, int port, Process? epmd, bool tls)
    {
        Tls = tls;
        Folder = folder;
        PortMapperPort = port;
        _epmd = epmd;
    }

    /// <summary>The home folder of the nodes, and where the Erlang half is.</summary>
    public string Folder { get; }

    public int PortMapperPort { get; }

    private string AuthorityFile => Path.Combine(Folder, "ca.pem");

    public string CookieFile => Path.Combine(Folder, ".erlang.cookie");

    /// <summary>Whether the nodes speak TLS, with one certificate for all and the authority that gave it out.</summary>
    public bool Tls { get; }

    /// <summary>What an Erlang node is told besides its name.</summary>
    public string[] ErlangFlags => Tls ? ["-proto_dist", "inet_tls", "-ssl_dist_optfile", Path.Combine(Folder, "ssl.conf")] : [];

    public NodeTlsOptions? TlsOptions
        => Tls ? NodeTlsOptions.FromPemFiles(Path.Combine(Folder, "cert.pem"), Path.Combine(Folder, "key.pem"), AuthorityFile) : null;

    public static async Task<Surroundings> CreateAsync(bool tls)
    {
        string folder = Directory.CreateTempSubdirectory("chan-bench").FullName;
        using Process erlc = Process.Start("erlc", ["-o", folder, Path.Combine(AppContext.BaseDirectory, "erlang", "distribution.erl")]);
        await erlc.WaitForExitAsync();
        string cookie = Path.Combine(folder, ".erlang.cookie");
        await File.WriteAllTextAsync(cookie, Convert.ToHexString(RandomNumberGenerator.GetBytes(20)));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        }

        int port = FreePort();
        Process epmd = Process.Start("epmd", ["-port", port.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"]);
        var surroundings = new Surroundings(folder, port, epmd, tls);
        if (tls)
        {
            await surroundings.MakeCertificateAsync();
        }

        return surroundings;
    }

    /// <summary>Those that another process made.</summary>
    public static Surroundings Join(string folder, int port, bool tls) => new(folder, port, null, tls);

    public void ApplyTo(IDictionary<string, string?> environment)
    {
        environment["HOME"] = Folder;
        environment["ERL_EPMD_PORT"] = PortMapperPort.ToString(CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_epmd is not null)
        {
            _epmd.Kill();
            await _epmd.WaitForExitAsync();
            _epmd.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Makes an authority, <c>ca.pem</c>, and a certificate of it for every node, <c>cert.pem</c> and <c>key.pem</c>.</summary>
    private async Task MakeCertificateAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(3));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("127.0.0.1");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 made = request.Create(authority, now.AddDays(-1), now.AddDays(2), [1]);
        await File.WriteAllTextAsync(AuthorityFile, authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Folder, "cert.pem"), made.ExportCertificatePem());
        string keyFile = Path.Combine(Folder, "key.pem");
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead);
        }

        await File.WriteAllTextAsync(
            Path.Combine(Folder, "ssl.conf"),
            $$"""
            [{server, [{certfile, "{{Folder}}/cert.pem"}, {keyfile, "{{Folder}}/key.pem"}, {cacertfile, "{{AuthorityFile}}"},
                       {versions, ['tlsv1.3', 'tlsv1.2']}, {verify, verify_peer}, {fail_if_no_peer_cert, true}]},
             {client, [{certfile, "{{Folder}}/cert.pem"}, {keyfile, "{{Folder}}/key.pem"}, {cacertfile, "{{AuthorityFile}}"},
                       {versions, ['tlsv1.3', 'tlsv1.2']}, {verify, verify_peer}]}].
            """);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
