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

    public string CookieFile => Path.Combine(Folder, ".erlang.cookie");

    /// <summary>Whether the nodes speak TLS, with one certificate for all.</summary>
    public bool Tls { get; }

    /// <summary>What an Erlang node is told besides its name.</summary>
    public string[] ErlangFlags => Tls ? ["-proto_dist", "inet_tls", "-ssl_dist_optfile", Path.Combine(Folder, "ssl.conf")] : [];

    public NodeTlsOptions? TlsOptions
        => Tls ? NodeTlsOptions.FromPemFiles(Path.Combine(Folder, "cert.pem"), Path.Combine(Folder, "key.pem"), Path.Combine(Folder, "cert.pem")) : null;

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

    /// <summary>Makes <c>cert.pem</c> and <c>key.pem</c> of an authority that is its own only member.</summary>
    private async Task MakeCertificateAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
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
            [{server, [{certfile, "{{Folder}}/cert.pem"}, {keyfile, "{{Folder}}/key.pem"}, {cacertfile, "{{Folder}}/cert.pem"},
                       {versions, ['tlsv1.3', 'tlsv1.2']}, {verify, verify_peer}, {fail_if_no_peer_cert, true}]},
             {client, [{certfile, "{{Folder}}/cert.pem"}, {keyfile, "{{Folder}}/key.pem"}, {cacertfile, "{{Folder}}/cert.pem"},
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
