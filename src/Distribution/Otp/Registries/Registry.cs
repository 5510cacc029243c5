using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Distribution.Otp.Registries;

/// <summary>
/// A register of the processes of one node: any term is a key, and a value is kept with each entry. Entries go when they are taken back or their
/// process ends; a process that has ended is not found any more, not even for an instant.
/// </summary>
/// <remarks>
/// <para>With <see cref="RegistryKeys.Unique"/> it names processes; <c>node.AddNameRegistry(module, registry)</c> makes
/// <c>{via, Module, Key}</c> work for starts and calls. With <see cref="RegistryKeys.Duplicate"/> it is a register of topics:
/// <see cref="Dispatch"/> hands over all processes of one.</para>
/// <para>Thread-safe. Reading takes no lock. The capabilities are those of Elixir's Registry, but for partitions, which a table without a process
/// does not need.</para>
/// </remarks>
public sealed partial class Registry
{
    private readonly Node _node;
    private readonly RegistryOptions _options;
    private readonly Lock _lock = new();

    /// <summary>Entries by key and by number, which is the order in which they came. Written under the lock.</summary>
    private readonly ConcurrentDictionary<ErlTerm, ImmutableSortedDictionary<long, RegistryEntry>> _byKey = new();

    /// <summary>The keys of each process by the number of the entry. Used under the lock.</summary>
    private readonly Dictionary<ErlPid, SortedList<long, ErlTerm>> _byOwner = [];
    private readonly Action<ErlPid> _onExit;
    private long _numbers;

    /// <summary>Makes an empty registry.</summary>
    /// <param name="node">The node whose processes it holds.</param>
    /// <param name="options">What it is. Default: unique keys, no listeners.</param>
    public Registry(Node node, RegistryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        _node = node;
        _options = options ?? new RegistryOptions();
        _onExit = RemoveAll;
    }

    /// <summary>How many processes a key may have.</summary>
    public RegistryKeys Keys => _options.Keys;

    /// <summary>Enters the calling process.</summary>
    /// <param name="self">The process.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">What to keep with it.</param>
    /// <param name="owner">Who has the key, when it is taken; the process itself among them. Never so with duplicate keys.</param>
    /// <returns>False when the key is taken.</returns>
    public bool TryRegister(ProcessContext self, ErlTerm key, ErlTerm value, [NotNullWhen(false)] out ErlPid? owner)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        owner = Enter(key, self.Self, value);
        return owner is null;
    }

    /// <summary>Takes every entry of the calling process under a key back; nothing happens when there is none.</summary>
    /// <param name="self">The process.</param>
    /// <param name="key">The key.</param>
    public void Unregister(ProcessContext self, ErlTerm key)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(key);
        Leave(key, self.Self, null);
    }

    /// <summary>Takes the entries of the calling process under a key back whose value matches.</summary>
    /// <param name="self">The process.</param>
    /// <param name="key">The key.</param>
    /// <param name="pattern">Of the value.</param>
    public void UnregisterMatch(ProcessContext self, ErlTerm key, TermPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(pattern);
        Leave(key, self.Self, pattern);
    }

    /// <summary>Changes the value of the calling process under a key.</summary>
    /// <param name="self">The process.</param>
    /// <param name="key">The key.</param>
    /// <param name="update">Makes the new value of the old one.</param>
    /// <returns>The new and the old value, or <see langword="null"/> when the process does not have the key.</returns>
    /// <exception cref="InvalidOperationException">The registry has duplicate keys: which entry is meant nobody can say.</exception>
    public (ErlTerm New, ErlTerm Old)? UpdateValue(ProcessContext self, ErlTerm key, Func<ErlTerm, ErlTerm> update)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(update);
        ThrowUnlessUnique();
        (long number, RegistryEntry? old) = EntriesOf(key).FirstOrDefault();
        if (old?.Pid.Equals(self.Self) != true)
        {
            return null;
        }

        // Outside the lock: it is the process's own entry, and only the process itself or its end changes that.
        ErlTerm value = update(old.Value);
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out ImmutableSortedDictionary<long, RegistryEntry>? now) && now.ContainsKey(number))
            {
                _byKey[key] = now.SetItem(number, old with { Value = value });
            }
        }

        return (value, old.Value);
    }

    /// <summary>Enters a process; null when it is done, else who has the key.</summary>
    private ErlPid? Enter(ErlTerm key, ErlPid pid, ErlTerm value)
    {
        pid = Own(pid);
        lock (_lock)
        {
            if (_options.Keys == RegistryKeys.Unique && OwnerOf(key) is { } owner)
            {
                return owner;
            }

            if (!_byOwner.TryGetValue(pid, out SortedList<long, ErlTerm>? keys))
            {
                if (!_node.NotifyExit(pid, _onExit))
                {
                    // It has ended: as if it had ended right after it entered.
                    return null;
                }

                _byOwner[pid] = keys = [];
            }

            RemoveEnded(key);
            keys.Add(++_numbers, key);
            _byKey[key] = EntriesOf(key).Add(_numbers, new RegistryEntry(key, pid, value));
            Tell(ErlTerm.Tuple([Atoms.Register, _options.Name, key, pid, value]));
            return null;
        }
    }
}
