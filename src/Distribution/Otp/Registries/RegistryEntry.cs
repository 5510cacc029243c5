using Chan.Terms;

namespace Chan.Distribution.Otp.Registries;

/// <summary>An entry of a registry.</summary>
/// <param name="Key">The key.</param>
/// <param name="Pid">The process that the entry belongs to.</param>
/// <param name="Value">What the process keeps with it.</param>
public sealed record RegistryEntry(ErlTerm Key, ErlPid Pid, ErlTerm Value);
