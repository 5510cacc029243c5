using System.Net;
using System.Net.Sockets;

namespace Chan.Distribution.Net.Handshake;

/// <summary>Slows down who tries cookies: an address that brought too many wrong ones is not listened to for a while. Thread-safe; one for each node.</summary>
/// <remarks>
/// Each attempt without the cookie is charged to its address. Charges of the last minute add up, undecayed; from a score of 15 seconds on, the
/// address is refused for score seconds, 600 at most. A node whose cookie was right before, under the same name and from the same address, is
/// heard nevertheless until its own attempts go wrong: one node with a wrong cookie must not cut off the others of its machine.
/// A success takes no charge away. Security notes 5.2 and 8.5.
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class WrongCookieThrottle(TimeProvider time)
{
    /// <summary>Addresses, and known nodes, remembered at most; beyond that, newcomers share one score.</summary>
    public const int Capacity = 65_536;

    /// <summary>What a wrong cookie costs.</summary>
    public static readonly TimeSpan WrongCookie = TimeSpan.FromSeconds(5);

    /// <summary>What a handshake costs that was begun and not finished.</summary>
    public static readonly TimeSpan Unfinished = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Threshold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Source, Score> _sources = [];
    private readonly Dictionary<(Source, string), Score> _known = [];
    private readonly Score _overflow = new();
    private long? _sweptAt;

    /// <summary>Addresses with a score, and known nodes.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sources.Count + _known.Count;
            }
        }
    }

    /// <summary>Says whether a node is to be turned away before its cookie is asked for.</summary>
    /// <param name="address">Where it dials from.</param>
    /// <param name="peerName">What it calls itself.</param>
    public bool IsRefused(IPAddress address, string peerName)
    {
        Source source = Source.Of(address);
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_known.TryGetValue((source, peerName), out Score? own) && own.IsKnownAt(now, time))
            {
                return own.IsRefusedAt(now);
            }

            return (_sources.TryGetValue(source, out Score? score) ? score : OverflowFor(_sources.Count)) is { } charged && charged.IsRefusedAt(now);
        }
    }

    /// <summary>Charges an attempt that ended without the right cookie.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="peerName">What the node called itself; empty if it said nothing.</param>
    /// <param name="amount"><see cref="WrongCookie"/> or <see cref="Unfinished"/>.</param>
    /// <returns>How long the address is refused from now on; zero if it is not.</returns>
    public TimeSpan Charge(IPAddress address, string peerName, TimeSpan amount)
    {
        Source source = Source.Of(address);
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_known.TryGetValue((source, peerName), out Score? own))
            {
                own.Charge(amount, now, time);
            }

            return ScoreOf(source, now).Charge(amount, now, time);
        }
    }

    /// <summary>Notes a node whose cookie was right.</summary>
    /// <param name="address">Where it dialled from.</param>
    /// <param name="peerName">Its name.</param>
    public void Succeeded(IPAddress address, string peerName)
    {
        (Source, string) key = (Source.Of(address), peerName);
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (!_known.TryGetValue(key, out Score? known))
            {
                if (!HasRoom(_known, now))
                {
                    return;
                }

                _known[key] = known = new Score();
            }

            known.KnownSince = now;
        }
    }

    private Score? OverflowFor(int count) => count >= Capacity ? _overflow : null;

    private Score ScoreOf(Source source, long now)
    {
        if (_sources.TryGetValue(source, out Score? score))
        {
            return score;
        }

        if (!HasRoom(_sources, now))
        {
            return _overflow;
        }

        return _sources[source] = new Score();
    }

    // What still counts is never dropped for newcomers: nobody washes off his score by filling the table.
    private bool HasRoom<TKey>(Dictionary<TKey, Score> scores, long now)
        where TKey : notnull
    {
        if (scores.Count < Capacity)
        {
            return true;
        }

        // At most once in a second, or a crowd of newcomers would have the whole table searched each time.
        if (_sweptAt is { } swept && time.GetElapsedTime(swept, now) < SweepInterval)
        {
            return false;
        }

        _sweptAt = now;
        foreach ((TKey key, Score score) in scores)
        {
            if (score.IsClearAt(now, time))
            {
                scores.Remove(key);
            }
        }

        return scores.Count < Capacity;
    }

    /// <summary>One IPv4 address, or the /64 of IPv6 that one subscriber is given.</summary>
    private readonly record struct Source(UInt128 Bits, bool IsIPv4)
    {
        public static Source Of(IPAddress address)
        {
            IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            Span<byte> bytes = stackalloc byte[16];
            bytes.Clear();
            plain.TryWriteBytes(bytes, out _);
            bool isIPv4 = plain.AddressFamily == AddressFamily.InterNetwork;
            if (!isIPv4)
            {
                bytes[8..].Clear();
            }

            return new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes), isIPv4);
        }
    }

    private sealed class Score
    {
        // More charges than these in a minute merge into the later one, which errs on the strict side.
        private const int MaxCharges = 64;

        private readonly List<(long At, TimeSpan Amount)> _charges = [];
        private long _refusedUntil = long.MinValue;

        public long? KnownSince { get; set; }

        public bool IsRefusedAt(long now) => now < _refusedUntil;

        public bool IsKnownAt(long now, TimeProvider time) => KnownSince is { } since && time.GetElapsedTime(since, now) < KnownFor;

        public bool IsClearAt(long now, TimeProvider time)
        {
            Forget(now, time);
            return _charges.Count == 0 && !IsRefusedAt(now) && !IsKnownAt(now, time);
        }

        public TimeSpan Charge(TimeSpan amount, long now, TimeProvider time)
        {
            Forget(now, time);
            if (_charges.Count == MaxCharges)
            {
                _charges[1] = _charges[1] with { Amount = _charges[0].Amount + _charges[1].Amount };
                _charges.RemoveAt(0);
            }

            _charges.Add((now, amount));
            TimeSpan score = _charges.Aggregate(TimeSpan.Zero, (sum, charge) => sum + charge.Amount);
            if (score < Threshold)
            {
                return TimeSpan.Zero;
            }

            TimeSpan refusal = score < LongestRefusal ? score : LongestRefusal;
            _refusedUntil = Math.Max(_refusedUntil, now + (long)(refusal.TotalSeconds * time.TimestampFrequency));
            return refusal;
        }

        private void Forget(long now, TimeProvider time)
            => _charges.RemoveAll(charge => time.GetElapsedTime(charge.At, now) >= Memory);
    }
}
