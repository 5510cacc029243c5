using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Parsing;

/// <summary>All settings of one file, by path.</summary>
/// <param name="Settings">Keys as paths with colons, without regard to case.</param>
/// <param name="Root">Place of the file as a whole.</param>
/// <param name="IsWellFormed">False if parts could not be read, so that missing keys mean nothing.</param>
internal sealed record ParsedFile(IReadOnlyDictionary<string, ParsedSetting> Settings, SettingLocation Root, bool IsWellFormed);
