using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Secrets;
using Chan.Server.Listening;

namespace Chan.Server.Hosting.State;

/// <summary>Makes the identity of a gateway on its first start and finds it again on every later one.</summary>
/// <remarks>
/// A file that is damaged is never replaced silently: every client that pins the certificate would be locked out, and the
/// owner would not know why. The owner decides, by removing the file.
/// </remarks>
public static class GatewayIdentityStore
{
    /// <summary>Name of the file with the TLS key and certificate.</summary>
    public const string CertificateFile = "certificate.pem";

    /// <summary>Name of the file with the gateway id, 16 bytes.</summary>
    public const string GatewayIdFile = "gateway.id";

    /// <summary>Name of the file with the enumeration key, 32 bytes.</summary>
    public const string EnumerationKeyFile = "enumeration.key";

    /// <summary>Loads the identity, making what is missing.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="storage">Whether the certificate is kept, too.</param>
    /// <param name="time">Dates of a new certificate.</param>
    /// <param name="random">Source of a new gateway id and key. (The TLS key comes from the platform.)</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="SecretFileException">A file is damaged, or others have access to it.</exception>
    public static async Task<GatewayIdentity> LoadAsync(
        StateFolder folder, CertificateStorage storage, TimeProvider time, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(random);
        byte[] gatewayId = await LoadBytesAsync(folder, GatewayIdFile, GatewayIdentity.GatewayIdLength, random, cancellationToken).ConfigureAwait(false);
        byte[] enumerationKey = await LoadBytesAsync(folder, EnumerationKeyFile, GatewayIdentity.EnumerationKeyLength, random, cancellationToken).ConfigureAwait(false);
        byte[] pem = storage == CertificateStorage.Ephemeral
            ? SelfSignedCertificate.CreatePem(time)
            : await folder.ReadOrCreateAsync(CertificateFile, () => SelfSignedCertificate.CreatePem(time), cancellationToken).ConfigureAwait(false);
        try
        {
            return new(ReadCertificate(folder, pem), gatewayId, enumerationKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
            CryptographicOperations.ZeroMemory(enumerationKey);
        }
    }

    private static X509Certificate2 ReadCertificate(StateFolder folder, byte[] pem)
    {
        try
        {
            return SelfSignedCertificate.FromPem(pem);
        }
        catch (CryptographicException)
        {
            // The inner exception stays out: parsers quote what they could not parse.
            throw Damaged(folder, CertificateFile, "it is not a whole key and certificate");
        }
    }

    private static async Task<byte[]> LoadBytesAsync(
        StateFolder folder, string name, int length, RandomNumberGenerator random, CancellationToken cancellationToken)
    {
        byte[] content = await folder.ReadOrCreateAsync(name, () => Draw(random, length), cancellationToken).ConfigureAwait(false);
        return content.Length == length
            ? content
            : throw Damaged(folder, name, $"it has {content.Length} bytes instead of {length}");
    }

    private static byte[] Draw(RandomNumberGenerator random, int length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        random.GetBytes(bytes);
        return bytes;
    }

    private static SecretFileException Damaged(StateFolder folder, string name, string how)
        => new(Path.Combine(folder.FolderPath, name), $"the file is damaged: {how}",
            "Restore it from a backup, or remove it to get a new one; clients that pin the certificate must then learn the new fingerprint.");
}
