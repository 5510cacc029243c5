using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Chan.Terms;

namespace Chan.Distribution.Otp.Registries;

/// <content>Facts about the registry itself, which belong to no process and stay until they are deleted.</content>
public sealed partial class Registry
{
    private readonly ConcurrentDictionary<ErlTerm, ErlTerm> _metadata = new();

    /// <summary>Keeps a fact; replaces an older one.</summary>
    /// <param name="key">Its name; apart from the keys of entries.</param>
    /// <param name="value">The fact.</param>
    public void PutMetadata(ErlTerm key, ErlTerm value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _metadata[key] = value;
    }

    /// <summary>Reads a fact.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The fact.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGetMetadata(ErlTerm key, [NotNullWhen(true)] out ErlTerm? value) => _metadata.TryGetValue(key, out value);

    /// <summary>Deletes a fact; nothing happens when there is none.</summary>
    /// <param name="key">Its name.</param>
    public void DeleteMetadata(ErlTerm key) => _metadata.TryRemove(key, out _);
}
