using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Parsing;

/// <summary>One setting of a file: its value (null for sections and lists) and its place.</summary>
internal sealed record ParsedSetting(string? Value, SettingLocation Location)
{
    /// <summary>The place only: the value may be a secret.</summary>
    public override string ToString() => Location.Name;
}
