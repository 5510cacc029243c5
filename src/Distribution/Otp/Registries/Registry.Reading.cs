using System.Collections.Immutable;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Distribution.Otp.Registries;

/// <content>Looking up. What is returned does not change afterwards.</content>
public sealed partial class Registry
{
    /// <summary>Entries of living processes.</summary>
    public int Count => Living().Count();

    /// <summary>The entries under a key, the oldest first.</summary>
    /// <param name="key">The key.</param>
    public IReadOnlyList<RegistryEntry> Lookup(ErlTerm key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return [.. LivingOf(key)];
    }

    /// <summary>The entries under a key whose value matches, the oldest first.</summary>
    /// <param name="key">The key.</param>
    /// <param name="pattern">Of the value.</param>
    public IReadOnlyList<RegistryEntry> Match(ErlTerm key, TermPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(pattern);
        return [.. LivingOf(key).Where(entry => pattern.Matches(entry.Value))];
    }

    /// <summary>How many entries <see cref="Match"/> gives.</summary>
    /// <param name="key">The key.</param>
    /// <param name="pattern">Of the value.</param>
    public int CountMatch(ErlTerm key, TermPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(pattern);
        return LivingOf(key).Count(entry => pattern.Matches(entry.Value));
    }

    /// <summary>The entries of the whole registry that fit, in no order. Looks at each one.</summary>
    /// <param name="match">Says whether an entry is wanted.</param>
    public IReadOnlyList<RegistryEntry> Select(Func<RegistryEntry, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        return [.. Living().Where(match)];
    }

    /// <summary>The keys of a process in the order in which it got them; one that it has twice is there twice.</summary>
    /// <param name="pid">The process.</param>
    public IReadOnlyList<ErlTerm> KeysOf(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        if (!_node.IsAlive(pid))
        {
            return [];
        }

        lock (_lock)
        {
            return _byOwner.TryGetValue(Own(pid), out SortedList<long, ErlTerm>? keys) ? [.. keys.Values] : [];
        }
    }

    /// <summary>The values of a process under a key, the oldest first.</summary>
    /// <param name="key">The key.</param>
    /// <param name="pid">The process.</param>
    public IReadOnlyList<ErlTerm> Values(ErlTerm key, ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(pid);
        ErlPid own = Own(pid);
        return [.. LivingOf(key).Where(entry => entry.Pid.Equals(own)).Select(entry => entry.Value)];
    }

    /// <summary>Hands the entries under a key to a function, which sends to the processes or does else what is to be done with all of them.</summary>
    /// <param name="key">The key.</param>
    /// <param name="action">Called once, on this thread and without a lock; not called when there is no entry.</param>
    public void Dispatch(ErlTerm key, Action<IReadOnlyList<RegistryEntry>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (Lookup(key) is { Count: > 0 } entries)
        {
            action(entries);
        }
    }

    /// <summary>The pid that entries have: the process may be older than the name that its node has now.</summary>
    private ErlPid Own(ErlPid pid) => _node.Find(pid)?.Self ?? pid;

    private IEnumerable<RegistryEntry> Living() => _byKey.SelectMany(pair => pair.Value.Values).Where(IsLiving);

    private IEnumerable<RegistryEntry> LivingOf(ErlTerm key) => EntriesOf(key).Values.Where(IsLiving);

    private bool IsLiving(RegistryEntry entry) => _node.IsAlive(entry.Pid);

    private ImmutableSortedDictionary<long, RegistryEntry> EntriesOf(ErlTerm key)
        => _byKey.GetValueOrDefault(key, ImmutableSortedDictionary<long, RegistryEntry>.Empty);
}
