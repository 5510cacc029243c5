namespace Chan.Distribution.Otp.Registries;

/// <summary>How many processes a key of a registry may have.</summary>
public enum RegistryKeys
{
    /// <summary>One process a key: names. Such a registry can stand behind <c>{via, Module, Name}</c>.</summary>
    Unique,

    /// <summary>Any number of processes a key, and a process as often as it likes: topics.</summary>
    Duplicate,
}
