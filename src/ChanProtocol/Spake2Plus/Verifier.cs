using System.Security.Cryptography;

namespace Chan.Protocol.Spake2Plus;

/// <summary>The server's role in RFC 9383, section 3.3. Every multiplication is by the one-time y.</summary>
internal static class Verifier
{
    /// <summary>Takes shareP, draws y and computes shareV and the keys.</summary>
    /// <returns><see langword="null"/> if the share is not acceptable: not a point, or w0*M, which unmasks to the identity.</returns>
    public static Response? Respond(VerifierKey key, Spake2PlusIdentity identity, ReadOnlySpan<byte> shareP, RandomNumberGenerator random)
    {
        Span<byte> y = stackalloc byte[P256Group.ScalarLength];
        byte[] shareV;
        byte[]? transcript;
        do
        {
            P256Group.RandomScalar(random, y);
            transcript = ComputeTranscript(key, identity, shareP, y, out shareV);
        }
        while (transcript is not null && shareV.Length == 0);

        CryptographicOperations.ZeroMemory(y);
        if (transcript is null)
        {
            return null;
        }

        var keys = KeySchedule.Derive(transcript);
        CryptographicOperations.ZeroMemory(transcript);
        return new Response(shareV, keys);
    }

    /// <summary>
    /// TT for a given y, or <see langword="null"/> if the share is not acceptable. The caller erases it.
    /// An empty <paramref name="shareV"/> asks for another y (its share would be the identity; chance 2^-256).
    /// </summary>
    internal static byte[]? ComputeTranscript(
        VerifierKey key, Spake2PlusIdentity identity, ReadOnlySpan<byte> shareP, ReadOnlySpan<byte> y, out byte[] shareV)
    {
        shareV = [];
        if (!P256Group.TryDecode(shareP, out P256Group.Point x))
        {
            return null;
        }

        P256Group.Point unmasked = P256Group.Subtract(x, key.W0M);
        if (unmasked.IsIdentity)
        {
            return null;
        }

        P256Group.Point share = P256Group.Add(P256Group.Multiply(P256Group.Generator, y), key.W0N);
        if (share.IsIdentity)
        {
            return [];
        }

        shareV = share.Encode();
        byte[] z = P256Group.Multiply(unmasked, y).Encode();
        byte[] v = P256Group.Multiply(key.L, y).Encode();
        byte[] transcript = Transcript.Build(identity.Context, identity.IdProver, identity.IdVerifier, shareP, shareV, z, v, key.W0);
        CryptographicOperations.ZeroMemory(z);
        CryptographicOperations.ZeroMemory(v);
        return transcript;
    }

    /// <summary>What the server answers with. The keys are the caller's to dispose of.</summary>
    public sealed record Response(byte[] ShareV, KeySchedule Keys);
}
