using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Secrets;
using Chan.Server.Hosting.State;
using Chan.Server.Listening;
using Chan.TestKit;

namespace Chan.Server.Tests.Hosting.State;

public sealed class GatewayIdentityStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestClock _clock = new();
    private readonly FixedRandom _random = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task The_second_start_has_the_identity_of_the_first()
    {
        using GatewayIdentity first = await Load();
        using GatewayIdentity second = await Load();

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Equal(first.GatewayId.ToArray(), second.GatewayId.ToArray());
        Assert.Equal(first.EnumerationKey.ToArray(), second.EnumerationKey.ToArray());
        Assert.True(second.Certificate.HasPrivateKey);
    }

    [Fact]
    public async Task The_certificate_is_a_P256_key_signed_by_itself_and_its_hash_is_over_the_DER_encoding()
    {
        using GatewayIdentity identity = await Load();

        using ECDsa key = identity.Certificate.GetECDsaPrivateKey()!;
        Assert.Equal(256, key.KeySize);
        Assert.Equal(identity.Certificate.Subject, identity.Certificate.Issuer);
        Assert.Equal(SHA256.HashData(identity.Certificate.RawData), identity.CertificateSha256.ToArray());
    }

    [Fact]
    public async Task An_ephemeral_certificate_is_new_at_each_start_and_not_on_disk_but_the_rest_stays()
    {
        using GatewayIdentity first = await Load(CertificateStorage.Ephemeral);
        using GatewayIdentity second = await Load(CertificateStorage.Ephemeral);

        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Assert.Equal(first.GatewayId.ToArray(), second.GatewayId.ToArray());
        Assert.False(File.Exists(_temp.File("state", GatewayIdentityStore.CertificateFile)));
    }

    [Theory]
    [InlineData(GatewayIdentityStore.CertificateFile)]
    [InlineData(GatewayIdentityStore.GatewayIdFile)]
    [InlineData(GatewayIdentityStore.EnumerationKeyFile)]
    public async Task A_file_cut_anywhere_refuses_the_start_and_stays_as_it_is(string name)
    {
        (await Load()).Dispose();
        string path = _temp.File("state", name);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        // The PEM text ends in "-----\n": without its last byte it is still whole.
        for (int length = 0; length < whole.Length - 1; length += Math.Max(1, whole.Length / 16))
        {
            await File.WriteAllBytesAsync(path, whole[..length], TestContext.Current.CancellationToken);

            SecretFileException refused = await Assert.ThrowsAsync<SecretFileException>(() => Load());

            Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            Assert.Equal(length, new FileInfo(path).Length);
        }
    }

    [Fact]
    public async Task A_certificate_with_the_key_of_another_refuses_the_start()
    {
        (await Load()).Dispose();
        string path = _temp.File("state", GatewayIdentityStore.CertificateFile);
        string mine = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string certificate = mine[mine.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(path, other.ExportPkcs8PrivateKeyPem() + "\n" + certificate, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SecretFileException>(() => Load());
    }

    [Fact]
    public async Task Printing_an_identity_shows_the_fingerprint_and_no_secret()
    {
        using GatewayIdentity identity = await Load();

        Assert.Equal($"GatewayIdentity sha256:{Convert.ToHexStringLower(identity.CertificateSha256.Span)}", identity.ToString());
    }

    private Task<GatewayIdentity> Load(CertificateStorage storage = CertificateStorage.Stored)
        => GatewayIdentityStore.LoadAsync(
            StateFolder.Open(_temp.File("state"), _clock), storage, _clock, _random, TestContext.Current.CancellationToken);
}
