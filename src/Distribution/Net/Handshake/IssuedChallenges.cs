using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chan.Distribution.Net.Handshake;

/// <summary>The challenges that this node has given out of late, so that it answers none of them itself. Thread-safe; one for each node.</summary>
/// <remarks>
/// The digest that proves the cookie says neither who proves it nor to whom. Somebody without the cookie could therefore hand a challenge of ours
/// back to us on another connection, and use our answer as his own. So a challenge that this node gave out within the last minute is never
/// answered, in whichever role it was given out and comes back. A challenge that is not remembered any more takes no answer either, so
/// whatever is still open is remembered, and flooding the table washes nothing off. Security notes 8.1.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="memory">How long a challenge is remembered, and thus may be answered; a minute if not given. Not below the set-up time of a step.</param>
internal sealed class IssuedChallenges(TimeProvider time, TimeSpan? memory = null)
{
    /// <summary>Challenges remembered at most; the oldest is forgotten before its time.</summary>
    public const int Capacity = 65_536;

    private readonly Lock _lock = new();
    private readonly TimeSpan _memory = memory ?? TimeSpan.FromMinutes(1);
    private readonly Queue<(uint Number, long At)> _oldestFirst = new();
    private readonly Dictionary<uint, bool> _isReflected = [];

    /// <summary>Challenges remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return _oldestFirst.Count;
            }
        }
    }

    /// <summary>Makes a challenge that no open one equals, and remembers it.</summary>
    public uint Issue(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        lock (_lock)
        {
            Forget();
            uint number;
            do
            {
                random.GetBytes(bytes);
                number = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            }
            while (!_isReflected.TryAdd(number, false));

            _oldestFirst.Enqueue((number, time.GetTimestamp()));
            if (_oldestFirst.Count > Capacity)
            {
                _isReflected.Remove(_oldestFirst.Dequeue().Number);
            }

            return number;
        }
    }

    /// <summary>Says whether a peer's challenge is one of ours; if so, nobody's answer to it counts any more, on the other connection either.</summary>
    public bool IsReflected(uint number)
    {
        lock (_lock)
        {
            Forget();
            if (!_isReflected.ContainsKey(number))
            {
                return false;
            }

            _isReflected[number] = true;
            return true;
        }
    }

    /// <summary>Says whether an answer to a challenge of ours may count: it is remembered, and did not come back to us.</summary>
    public bool MayBeAnswered(uint number)
    {
        lock (_lock)
        {
            Forget();
            return _isReflected.TryGetValue(number, out bool isReflected) && !isReflected;
        }
    }

    private void Forget()
    {
        while (_oldestFirst.TryPeek(out (uint Number, long At) oldest) && time.GetElapsedTime(oldest.At) >= _memory)
        {
            _isReflected.Remove(oldest.Number);
            _oldestFirst.Dequeue();
        }
    }
}
