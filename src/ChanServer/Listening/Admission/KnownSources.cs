using Chan.Server.Configuration;

namespace Chan.Server.Listening.Admission;

/// <summary>The sources with a success in the last day, for all services together. Not thread-safe; <see cref="AdmissionDesk"/> holds the lock.</summary>
/// <remarks>
/// The exemption belongs to the source, not to a service: kept per service it would tell which names exist. Wall-clock time, because it outlives
/// the process. A full table forgets the source whose success is oldest.
/// </remarks>
internal sealed class KnownSources
{
    private readonly Dictionary<SourceKey, LinkedListNode<KnownSource>> _rows = [];
    private readonly LinkedList<KnownSource> _oldestFirst4 = new();
    private readonly LinkedList<KnownSource> _oldestFirst6 = new();
    private readonly TimeProvider _time;
    private readonly GatewayLimits _limits;

    public KnownSources(TimeProvider time, GatewayLimits limits, IEnumerable<KnownSource> saved)
    {
        _time = time;
        _limits = limits;
        foreach (KnownSource source in saved.Where(IsInForce).OrderBy(source => source.LastSuccess))
        {
            Put(source);
        }
    }

    /// <summary>Whether the source had a success within the memory of successes.</summary>
    public bool Contains(SourceKey source) => _rows.TryGetValue(source, out LinkedListNode<KnownSource>? row) && IsInForce(row.Value);

    /// <summary>Remembers a success of now.</summary>
    public void Add(SourceKey source) => Put(new(source, _time.GetUtcNow()));

    /// <summary>What is worth saving.</summary>
    public IReadOnlyList<KnownSource> ToList() => [.. _oldestFirst4.Where(IsInForce), .. _oldestFirst6.Where(IsInForce)];

    private bool IsInForce(KnownSource source) => _time.GetUtcNow() - source.LastSuccess < _limits.KnownSourceLifetime;

    private void Put(KnownSource source)
    {
        LinkedList<KnownSource> oldestFirst = source.Source.IsIPv4 ? _oldestFirst4 : _oldestFirst6;
        if (_rows.Remove(source.Source, out LinkedListNode<KnownSource>? row))
        {
            oldestFirst.Remove(row);
        }

        if (oldestFirst.Count >= _limits.TableSize && oldestFirst.First is { } oldest)
        {
            _rows.Remove(oldest.Value.Source);
            oldestFirst.Remove(oldest);
        }

        _rows.Add(source.Source, oldestFirst.AddLast(source));
    }
}
