using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Distribution.Net.Carriers;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

/// <summary>An authority of the test's own, the certificates that it gives out, and the files that both sides read.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TempFolder _folder = new();
    private byte _serial;

    public TestAuthority(string name = "authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30));
        File.WriteAllText(AuthorityFile, _certificate.ExportCertificatePem());
    }

    public string AuthorityFile => Path.Combine(_folder.Path, "authority.pem");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Makes a certificate for a node's host, and its files.</summary>
    public (string Certificate, string Key) Issue(string name, string host)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 certificate = request.Create(_certificate, Now.AddDays(-1), Now.AddDays(10), [++_serial]);
        string certificateFile = Path.Combine(_folder.Path, $"{name}.pem");
        string keyFile = Path.Combine(_folder.Path, $"{name}-key.pem");
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return (certificateFile, keyFile);
    }

    /// <summary>The options of a node of this program.</summary>
    public NodeTlsOptions Options(string name, string host)
    {
        (string certificate, string key) = Issue(name, host);
        return NodeTlsOptions.FromPemFiles(certificate, key, AuthorityFile);
    }

    /// <summary>The arguments of an Erlang node: mutual certificates, as the manual of OTP shows.</summary>
    public string[] Arguments(string name, string host, string versions)
    {
        (string certificate, string key) = Issue(name, host);
        string file = Path.Combine(_folder.Path, $"{name}.conf");
        string common = string.Create(CultureInfo.InvariantCulture, $"{{certfile,\"{certificate}\"}},{{keyfile,\"{key}\"}},{{cacertfile,\"{AuthorityFile}\"}},{{verify,verify_peer}}{versions}");
        File.WriteAllText(file, $"[{{server,[{common},{{fail_if_no_peer_cert,true}}]}},{{client,[{common}]}}].");
        return ["-proto_dist", "inet_tls", "-ssl_dist_optfile", file];
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }
}
