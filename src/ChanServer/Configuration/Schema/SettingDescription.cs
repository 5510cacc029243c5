namespace Chan.Server.Configuration.Schema;

/// <summary>One key that the gateway knows: the one place where its type and range are written down in code.</summary>
internal sealed record SettingDescription(string Name, SettingKind Kind)
{
    /// <summary>Least value; milliseconds for durations, bytes for sizes.</summary>
    public long Min { get; init; }

    /// <summary>Greatest value, in the same unit.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The keys of a section, or of each named section.</summary>
    public IReadOnlyList<SettingDescription> Children { get; init; } = [];

    /// <summary>The description of a key inside, without regard to case; null if it is not known.</summary>
    public SettingDescription? Find(string name)
        => Children.FirstOrDefault(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
