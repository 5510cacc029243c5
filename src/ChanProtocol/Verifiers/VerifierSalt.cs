using System.Security.Cryptography;

namespace Chan.Protocol.Verifiers;

/// <summary>The salt that a gateway shows for a name it does not know: always the same, and to all looks like a random one.</summary>
/// <remarks>
/// Source: native protocol, section 5. A record that is made from a password at each start must use this salt too:
/// with a random one, a restart would tell known names (new salt) from unknown ones (same salt).
/// </remarks>
public static class VerifierSalt
{
    /// <summary>Length of a salt, in bytes.</summary>
    public const int Length = 16;

    /// <summary>The first 16 bytes of HMAC-SHA256(enumeration key, identity).</summary>
    /// <param name="enumerationKey">The gateway's secret for this purpose alone; 32 bytes.</param>
    /// <param name="idProver">As <see cref="ProverIdentity.Of"/> makes it.</param>
    public static byte[] ForIdentity(ReadOnlySpan<byte> enumerationKey, string idProver)
        => ForIdentity(enumerationKey, ProverIdentity.ToBytes(idProver));

    internal static byte[] ForIdentity(ReadOnlySpan<byte> enumerationKey, ReadOnlySpan<byte> idProver)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(enumerationKey, idProver, mac);
        return mac[..Length].ToArray();
    }
}
