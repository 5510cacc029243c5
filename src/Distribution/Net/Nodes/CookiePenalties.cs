namespace Chan.Distribution.Net.Nodes;

/// <summary>Refuses addresses that have shown too many wrong cookies (security notes 5.2 and 8.5). Thread-safe.</summary>
/// <remarks>
/// Each wrong cookie costs 5 s; those of the last minute add up, and from 15 s on the address is refused for that long after the last one. An
/// address that has shown a right cookie within a day is exempt: all nodes of a machine have one address, and a misconfigured one must not
/// shut out the others.
/// </remarks>
internal sealed class CookiePenalties(TimeProvider time)
{
    /// <summary>Addresses remembered; beyond that the oldest is forgotten.</summary>
    public const int Capacity = 65_536;

    private static readonly TimeSpan Charge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Threshold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Exemption = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Source>> _sources = new(StringComparer.Ordinal);
    private readonly LinkedList<Source> _oldestFirst = new();

    /// <summary>Whether connections of an address are to be closed unread.</summary>
    public bool IsRefused(string address)
    {
        lock (_lock)
        {
            return _sources.TryGetValue(address, out LinkedListNode<Source>? found)
                && !IsExempt(found.Value)
                && found.Value.Penalty is { } penalty
                && time.GetElapsedTime(penalty.Since) < penalty.Length;
        }
    }

    /// <summary>An address has shown a wrong cookie.</summary>
    public void CountWrong(string address)
    {
        lock (_lock)
        {
            Source source = Touch(address);
            source.Wrong.Enqueue(time.GetTimestamp());
            while (time.GetElapsedTime(source.Wrong.Peek()) > Window)
            {
                source.Wrong.Dequeue();
            }

            TimeSpan score = Charge * source.Wrong.Count;
            if (score >= Threshold)
            {
                source.Penalty = (time.GetTimestamp(), score < LongestRefusal ? score : LongestRefusal);
            }

            if (source.Wrong.Count > LongestRefusal / Charge)
            {
                source.Wrong.Dequeue();
            }
        }
    }

    /// <summary>An address has shown the right cookie.</summary>
    public void NoteRight(string address)
    {
        lock (_lock)
        {
            Touch(address).LastRight = time.GetTimestamp();
        }
    }

    private bool IsExempt(Source source) => source.LastRight is { } last && time.GetElapsedTime(last) < Exemption;

    private Source Touch(string address)
    {
        if (_sources.TryGetValue(address, out LinkedListNode<Source>? found))
        {
            _oldestFirst.Remove(found);
        }
        else
        {
            if (_sources.Count == Capacity)
            {
                _sources.Remove(_oldestFirst.First!.Value.Address);
                _oldestFirst.RemoveFirst();
            }

            found = new LinkedListNode<Source>(new Source(address));
            _sources[address] = found;
        }

        _oldestFirst.AddLast(found);
        return found.Value;
    }

    private sealed class Source(string address)
    {
        public string Address { get; } = address;

        public Queue<long> Wrong { get; } = new();

        public (long Since, TimeSpan Length)? Penalty { get; set; }

        public long? LastRight { get; set; }
    }
}
