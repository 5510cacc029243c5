using System.Security.Cryptography;

namespace Chan.Protocol.Spake2Plus;

/// <summary>What the client keeps of a password for one identity and salt: w0, w1, and w0*M and w0*N computed ahead.</summary>
internal sealed class ProverKey : IDisposable
{
    private readonly byte[] _w0 = GC.AllocateArray<byte>(P256Group.ScalarLength, pinned: true);
    private readonly byte[] _w1 = GC.AllocateArray<byte>(P256Group.ScalarLength, pinned: true);

    public ProverKey(ReadOnlySpan<byte> w0, ReadOnlySpan<byte> w1, RandomNumberGenerator random)
    {
        w0.CopyTo(_w0);
        w1.CopyTo(_w1);
        W0M = P256Group.MultiplyBlinded(Spake2PlusConstants.M, w0, random);
        W0N = P256Group.MultiplyBlinded(Spake2PlusConstants.N, w0, random);
    }

    private ProverKey(ProverKey other)
    {
        other._w0.CopyTo(_w0, 0);
        other._w1.CopyTo(_w1, 0);
        W0M = other.W0M;
        W0N = other.W0N;
    }

    public ReadOnlySpan<byte> W0 => _w0;

    public ReadOnlySpan<byte> W1 => _w1;

    /// <summary>w0 * M.</summary>
    public P256Group.Point W0M { get; }

    /// <summary>w0 * N.</summary>
    public P256Group.Point W0N { get; }

    /// <summary>The same key, with an own life.</summary>
    public ProverKey Copy() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_w0);
        CryptographicOperations.ZeroMemory(_w1);
    }
}
