using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chan.Distribution.Net.Handshake;

/// <summary>Names for peers that have none. A name that comes back is given again, as a new incarnation. Thread-safe; one for each node. Protocol 2.7.</summary>
/// <remarks>
/// Giving names again keeps the atom tables of Erlang nodes from growing with every short visit. A name that is not given back is never used
/// again, so a handshake that breaks off needs no care.
/// </remarks>
/// <param name="random">A cryptographic source.</param>
internal sealed class DynamicNames(RandomNumberGenerator random)
{
    /// <summary>Names kept for another use at most; beyond that they are forgotten.</summary>
    public const int Capacity = 4096;

    // Creations below that are what very old nodes counted through.
    private const uint SmallestCreation = 4;
    private const int Base = 36;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Stack<(string Name, uint Creation)>> _free = new(StringComparer.Ordinal);
    private int _kept;

    /// <summary>Takes a name for a node on a host.</summary>
    /// <returns>The whole name, and the incarnation that the node is to have.</returns>
    public (string Name, uint Creation) Take(string host)
    {
        lock (_lock)
        {
            if (_free.TryGetValue(host, out Stack<(string Name, uint Creation)>? names))
            {
                (string name, uint last) = names.Pop();
                _kept--;
                if (names.Count == 0)
                {
                    _free.Remove(host);
                }

                return (name, last == uint.MaxValue ? SmallestCreation : last + 1);
            }
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        random.GetBytes(bytes);
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        uint creation = BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(ulong)..]);
        return ($"{InBase36(number)}@{host}", Math.Max(creation, SmallestCreation));
    }

    /// <summary>Takes back the name of a node whose connection ended.</summary>
    /// <param name="name">As <see cref="Take"/> gave it.</param>
    /// <param name="creation">The incarnation that ended.</param>
    public void GiveBack(string name, uint creation)
    {
        string host = name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..];
        lock (_lock)
        {
            if (_kept == Capacity)
            {
                return;
            }

            if (!_free.TryGetValue(host, out Stack<(string Name, uint Creation)>? names))
            {
                _free[host] = names = new();
            }

            names.Push((name, creation));
            _kept++;
        }
    }

    private static string InBase36(ulong number)
    {
        Span<char> digits = stackalloc char[13];
        int first = digits.Length;
        do
        {
            int digit = (int)(number % Base);
            digits[--first] = (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
            number /= Base;
        }
        while (number != 0);

        return new string(digits[first..]);
    }
}
