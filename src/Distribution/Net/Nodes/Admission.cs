using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Counts the handshakes in progress of incoming connections, in all and by source. Thread-safe.</summary>
internal sealed class Admission(AdmissionLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _bySource = [];
    private int _all;

    /// <summary>Takes a place.</summary>
    /// <param name="source">Who connects.</param>
    /// <param name="limit">The limit that is reached, for people.</param>
    public bool TryEnter(IPAddress source, [NotNullWhen(false)] out string? limit)
    {
        lock (_lock)
        {
            int own = _bySource.GetValueOrDefault(source);
            limit = _all >= limits.Handshakes ? $"{_all} handshakes are in progress"
                : own >= limits.HandshakesFromOneSource ? $"{own} handshakes from this address are in progress"
                : null;
            if (limit is null)
            {
                _all++;
                _bySource[source] = own + 1;
            }

            return limit is null;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(IPAddress source)
    {
        lock (_lock)
        {
            _all--;
            int own = _bySource[source] - 1;
            if (own == 0)
            {
                _bySource.Remove(source);
            }
            else
            {
                _bySource[source] = own;
            }
        }
    }
}
