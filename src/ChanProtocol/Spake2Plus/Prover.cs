using System.Security.Cryptography;

namespace Chan.Protocol.Spake2Plus;

/// <summary>The client's role in RFC 9383, section 3.3: one object for one exchange; each step is taken once.</summary>
internal sealed class Prover : IDisposable
{
    private readonly byte[] _x = GC.AllocateArray<byte>(P256Group.ScalarLength, pinned: true);
    private readonly ProverKey _key;
    private readonly Spake2PlusIdentity _identity;
    private bool _finished;

    /// <summary>Draws x and computes shareP = x*G + w0*M.</summary>
    /// <param name="key">Stays the caller's.</param>
    /// <param name="identity">Names the exchange.</param>
    /// <param name="random">Source of x.</param>
    public Prover(ProverKey key, Spake2PlusIdentity identity, RandomNumberGenerator random)
    {
        _key = key;
        _identity = identity;
        P256Group.Point share;
        do
        {
            P256Group.RandomScalar(random, _x);
            share = P256Group.Add(P256Group.Multiply(P256Group.Generator, _x), key.W0M);
        }
        while (share.IsIdentity);

        ShareP = share.Encode();
    }

    internal Prover(ProverKey key, Spake2PlusIdentity identity, ReadOnlySpan<byte> x)
    {
        _key = key;
        _identity = identity;
        x.CopyTo(_x);
        ShareP = P256Group.Add(P256Group.Multiply(P256Group.Generator, _x), key.W0M).Encode();
    }

    public byte[] ShareP { get; }

    /// <summary>Takes shareV and computes the keys, or <see langword="null"/> if the share is not acceptable.</summary>
    /// <param name="shareV">As received.</param>
    /// <param name="random">Source of the blinding of w1.</param>
    public KeySchedule? Finish(ReadOnlySpan<byte> shareV, RandomNumberGenerator random)
        => ComputeTranscript(shareV, random) is { } transcript ? DeriveAndErase(transcript) : null;

    /// <summary>TT, or <see langword="null"/> if the share is not acceptable. The caller erases it.</summary>
    internal byte[]? ComputeTranscript(ReadOnlySpan<byte> shareV, RandomNumberGenerator random)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _finished = true;
        if (!P256Group.TryDecode(shareV, out P256Group.Point y))
        {
            return null;
        }

        P256Group.Point unmasked = P256Group.Subtract(y, _key.W0N);
        if (unmasked.IsIdentity)
        {
            return null;
        }

        byte[] z = P256Group.Multiply(unmasked, _x).Encode();
        byte[] v = P256Group.MultiplyBlinded(unmasked, _key.W1, random).Encode();
        CryptographicOperations.ZeroMemory(_x);
        byte[] transcript = Transcript.Build(_identity.Context, _identity.IdProver, _identity.IdVerifier, ShareP, shareV, z, v, _key.W0);
        CryptographicOperations.ZeroMemory(z);
        CryptographicOperations.ZeroMemory(v);
        return transcript;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _finished = true;
        CryptographicOperations.ZeroMemory(_x);
    }

    private static KeySchedule DeriveAndErase(byte[] transcript)
    {
        var keys = KeySchedule.Derive(transcript);
        CryptographicOperations.ZeroMemory(transcript);
        return keys;
    }
}
