using Chan.Terms;

namespace Chan.Distribution.Otp.Registries;

/// <summary>What a registry is.</summary>
public sealed record RegistryOptions
{
    /// <summary>How many processes a key may have. Default: one.</summary>
    public RegistryKeys Keys { get; init; } = RegistryKeys.Unique;

    /// <summary>What the messages to listeners call the registry. Default: <c>registry</c>.</summary>
    public ErlAtom Name { get; init; } = ErlTerm.Atom("registry");

    /// <summary>
    /// Registered names of processes that get <c>{register, Name, Key, Pid, Value}</c> and <c>{unregister, Name, Key, Pid}</c>, in the order in which
    /// it happens. A name without a process misses what happens meanwhile. Default: none.
    /// </summary>
    public IReadOnlyList<ErlAtom> Listeners { get; init; } = [];
}
