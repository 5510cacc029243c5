using System.Diagnostics.CodeAnalysis;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The dictionary of a process: what Erlang's <c>put/2</c> and <c>get/1</c> keep, and tools look at.</summary>
/// <remarks>Only the process writes; anybody may take a <see cref="Snapshot"/>.</remarks>
public sealed class ProcessDictionary
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ErlTerm, ErlTerm> _values = [];

    /// <summary>The value of a key; <see langword="null"/> when there is none. Setting it to <see langword="null"/> erases the key.</summary>
    /// <param name="key">Any term.</param>
    [SuppressMessage("Design", "CA1043", Justification = "Keys are terms, as in Erlang.")]
    public ErlTerm? this[ErlTerm key]
    {
        get
        {
            lock (_lock)
            {
                return _values.GetValueOrDefault(key);
            }
        }

        set
        {
            lock (_lock)
            {
                if (value is null)
                {
                    _values.Remove(key);
                }
                else
                {
                    _values[key] = value;
                }
            }
        }
    }

    /// <summary>All keys and values at this moment, in no order.</summary>
    public IReadOnlyList<KeyValuePair<ErlTerm, ErlTerm>> Snapshot()
    {
        lock (_lock)
        {
            return [.. _values];
        }
    }
}
