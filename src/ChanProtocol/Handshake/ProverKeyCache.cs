using System.Security.Cryptography;
using Chan.Protocol.Spake2Plus;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>
/// The stretched passwords of a client, in memory only: scrypt runs once for each identity, salt and password instead of once for
/// each connection. Holds <see cref="Capacity"/> of them; the oldest leaves. Erased by <see cref="Dispose"/>.
/// </summary>
/// <remarks>Safe from any thread. Two connections that begin at the same time may both compute.</remarks>
public sealed class ProverKeyCache : IDisposable
{
    /// <summary>Keys held at a time. A server that shows a new salt each time drives others out, not memory up.</summary>
    public const int Capacity = 16;

    private readonly Lock _gate = new();

    // Of its own: what a handshake draws from its source must not depend on whether the key was held.
    private readonly RandomNumberGenerator _random;
    private readonly byte[] _tagKey = GC.AllocateArray<byte>(HMACSHA256.HashSizeInBytes, pinned: true);
    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, ProverKey> _keys = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="random">A cryptographic source.</param>
    public ProverKeyCache(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _random = random;
        random.GetBytes(_tagKey);
    }

    /// <summary>Erases every key.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (ProverKey key in _keys.Values)
            {
                key.Dispose();
            }

            _keys.Clear();
            _order.Clear();
            CryptographicOperations.ZeroMemory(_tagKey);
        }
    }

    /// <summary>The key for an identity; computed if it is not held. The caller disposes of it.</summary>
    internal ProverKey Get(ChanPassword password, string idProver, ReadOnlySpan<byte> salt, KdfParameters parameters)
    {
        string tag = Tag(password, idProver, salt, parameters);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_keys.TryGetValue(tag, out ProverKey? stored))
            {
                return stored.Copy();
            }
        }

        ProverKey key = PasswordStretch.Derive(password.Utf8, ProverIdentity.ToBytes(idProver), salt, parameters, _random);
        lock (_gate)
        {
            if (!_disposed && _keys.TryAdd(tag, key.Copy()))
            {
                _order.Enqueue(tag);
                if (_order.Count > Capacity && _keys.Remove(_order.Dequeue(), out ProverKey? oldest))
                {
                    oldest.Dispose();
                }
            }
        }

        return key;
    }

    // A keyed hash of everything that went in: the password itself is not kept.
    private string Tag(ChanPassword password, string idProver, ReadOnlySpan<byte> salt, KdfParameters parameters)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _tagKey);
        mac.AppendData(salt);
        mac.AppendData([(byte)parameters.Log2N, (byte)parameters.R, (byte)parameters.P, (byte)idProver.Length]);
        mac.AppendData(ProverIdentity.ToBytes(idProver));
        mac.AppendData(password.Utf8);
        return Convert.ToHexString(mac.GetHashAndReset());
    }
}
