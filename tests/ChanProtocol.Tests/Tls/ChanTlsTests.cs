using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Tls;

namespace Chan.Protocol.Tests.Tls;

public class ChanTlsTests
{
    [Fact]
    public async Task Password_mode_takes_any_certificate_and_tells_its_hash()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using TlsPair tls = await TlsPair.ConnectAsync(certificate);

        Assert.Equal(ChanTls.HashOf(certificate), tls.ClientTls.CertificateSha256.ToArray());
        Assert.Equal(SslProtocols.Tls13, tls.Client.SslProtocol);
        Assert.Equal(ChanTls.Protocol, tls.Server.NegotiatedApplicationProtocol);
    }

    [Fact]
    public async Task A_pin_takes_its_certificate_and_no_other()
    {
        using X509Certificate2 right = TestCertificate.Create();
        using X509Certificate2 wrong = TestCertificate.Create();
        var pin = new ServerTrust.Pin(ChanTls.HashOf(right));

        await using (TlsPair tls = await TlsPair.ConnectAsync(right, pin))
        {
            Assert.True(tls.Client.IsAuthenticated);
        }

        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPair.ConnectAsync(wrong, pin));
    }

    [Fact]
    public async Task An_authority_is_asked_in_authority_mode()
    {
        using X509Certificate2 right = TestCertificate.Create("localhost");
        using X509Certificate2 unknown = TestCertificate.Create("localhost");
        using X509Certificate2 otherHost = TestCertificate.Create("example.org");

        await using (TlsPair tls = await TlsPair.ConnectAsync(right, new ServerTrust.Authority([right])))
        {
            Assert.True(tls.Client.IsAuthenticated);
        }

        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPair.ConnectAsync(unknown, new ServerTrust.Authority([right])));
        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPair.ConnectAsync(unknown, new ServerTrust.Authority(null)));
        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPair.ConnectAsync(otherHost, new ServerTrust.Authority([otherHost])));
    }

    [Fact]
    public async Task An_older_version_of_tls_is_refused()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        SslClientAuthenticationOptions options = new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost");
        options.EnabledSslProtocols = SslProtocols.Tls12;

        await Assert.ThrowsAnyAsync<Exception>(() => TlsPair.ConnectAsync(certificate, clientOptions: options));
    }

    [Fact]
    public async Task A_peer_that_does_not_speak_chan_is_refused()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        SslClientAuthenticationOptions silent = new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost");
        silent.ApplicationProtocols = null;
        SslClientAuthenticationOptions other = new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost");
        other.ApplicationProtocols = [SslApplicationProtocol.Http2];

        await using TlsPair tls = await TlsPair.ConnectAsync(certificate, clientOptions: silent);
        Assert.Throws<AuthenticationException>(() => ChanTls.ThrowIfNotNegotiated(tls.Server));
        await Assert.ThrowsAnyAsync<Exception>(() => TlsPair.ConnectAsync(certificate, clientOptions: other));
    }

    [Fact]
    public void The_settings_switch_off_what_the_protocol_forbids()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        SslServerAuthenticationOptions server = ChanTls.CreateServerOptions(certificate);
        SslClientAuthenticationOptions client = new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost");

        Assert.False(server.AllowTlsResume || server.AllowRenegotiation || server.ClientCertificateRequired);
        Assert.False(client.AllowTlsResume || client.AllowRenegotiation);
        Assert.Equal((SslProtocols.Tls13, SslProtocols.Tls13), (server.EnabledSslProtocols, client.EnabledSslProtocols));
    }

    [Fact]
    public void There_is_no_hash_before_the_server_showed_a_certificate()
        => Assert.Throws<InvalidOperationException>(() => new ClientTls(ServerTrust.ByPassword).CertificateSha256);

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(33)]
    public void A_pin_of_another_length_is_refused(int length)
        => Assert.Throws<ArgumentException>(() => new ServerTrust.Pin(new byte[length]));
}
