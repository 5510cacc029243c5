using System.Security.Cryptography;

namespace Chan.Protocol.Spake2Plus;

/// <summary>What the server holds for one identity: w0 and L, and w0*M and w0*N computed once, so that no handshake multiplies by w0.</summary>
internal sealed class VerifierKey
{
    private readonly byte[] _w0 = GC.AllocateArray<byte>(P256Group.ScalarLength, pinned: true);

    public VerifierKey(ReadOnlySpan<byte> w0, in P256Group.Point l, RandomNumberGenerator random)
    {
        w0.CopyTo(_w0);
        L = l;
        W0M = P256Group.MultiplyBlinded(Spake2PlusConstants.M, w0, random);
        W0N = P256Group.MultiplyBlinded(Spake2PlusConstants.N, w0, random);
    }

    public ReadOnlySpan<byte> W0 => _w0;

    /// <summary>L = w1 * G.</summary>
    public P256Group.Point L { get; }

    /// <summary>w0 * M.</summary>
    public P256Group.Point W0M { get; }

    /// <summary>w0 * N.</summary>
    public P256Group.Point W0N { get; }

    /// <summary>A key that no password opens: w0 and L are random.</summary>
    public static VerifierKey Random(RandomNumberGenerator random)
    {
        Span<byte> w0 = stackalloc byte[P256Group.ScalarLength];
        Span<byte> w1 = stackalloc byte[P256Group.ScalarLength];
        P256Group.RandomScalar(random, w0);
        P256Group.RandomScalar(random, w1);
        var key = new VerifierKey(w0, P256Group.MultiplyBlinded(P256Group.Generator, w1, random), random);
        CryptographicOperations.ZeroMemory(w0);
        CryptographicOperations.ZeroMemory(w1);
        return key;
    }
}
