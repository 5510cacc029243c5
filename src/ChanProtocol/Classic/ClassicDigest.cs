using System.Security.Cryptography;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Classic;

/// <summary>The answer to a classic challenge: MD5 of challenge and password, in lower-case hex.</summary>
/// <remarks>MD5 is what lib_chan speaks; it protects nothing else here. Source: lib_chan's wire protocol, "Handshake".</remarks>
public static class ClassicDigest
{
    /// <summary>Length of a digest, in characters.</summary>
    public const int Length = 32;

    /// <summary>Computes the 32 hex digits.</summary>
    /// <param name="challenge">The challenge's bytes.</param>
    /// <param name="password">One whose <see cref="ChanPassword.IsLatin1"/> holds: lib_chan has one byte for a character.</param>
    /// <exception cref="ArgumentException">The password has characters outside Latin-1.</exception>
    public static string Compute(ReadOnlySpan<byte> challenge, ChanPassword password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (!password.TryGetLatin1(out byte[]? latin1))
        {
            throw new ArgumentException("The classic protocol carries only passwords in Latin-1; this one has other characters.", nameof(password));
        }

        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // MD5 is what the protocol specifies.
        using (var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5))
#pragma warning restore CA5351
        {
            md5.AppendData(challenge);
            md5.AppendData(latin1);
            md5.GetHashAndReset(digest);
        }

        CryptographicOperations.ZeroMemory(latin1);
        return Convert.ToHexStringLower(digest);
    }
}
