using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Registries;

/// <content>What stands behind <c>{via, Module, Key}</c>.</content>
public sealed partial class Registry : INameRegistry
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The process is one of another node.</exception>
    /// <exception cref="InvalidOperationException">The registry has duplicate keys, which name nobody.</exception>
    public ValueTask<bool> RegisterNameAsync(ProcessContext self, ErlTerm name, ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pid);
        ThrowUnlessUnique();
        return _node.NodeOf(pid) == _node.Name
            ? ValueTask.FromResult(Enter(name, pid, Atoms.Undefined) is null)
            : throw new ArgumentException($"A registry holds processes of its node, {_node.Name.Name}, and {pid} is none. Names of the whole cluster: global.", nameof(pid));
    }

    /// <inheritdoc/>
    public ValueTask UnregisterNameAsync(ProcessContext self, ErlTerm name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowUnlessUnique();
        if (OwnerOf(name) is { } owner)
        {
            Leave(name, owner, null);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ErlPid? WhereIsName(Node node, ErlTerm name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowUnlessUnique();
        return OwnerOf(name);
    }

    private ErlPid? OwnerOf(ErlTerm key) => LivingOf(key).FirstOrDefault()?.Pid;

    private void ThrowUnlessUnique()
    {
        if (_options.Keys != RegistryKeys.Unique)
        {
            throw new InvalidOperationException($"The registry {_options.Name} has duplicate keys; only unique ones name one process.");
        }
    }
}
