using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>What every reader of a section needs.</summary>
/// <param name="File">The file at the bottom of the layers.</param>
/// <param name="Faults">Where faults go.</param>
/// <param name="Version">What the result depends on beside the file.</param>
internal sealed record ReadContext(ConfigurationFile File, FaultList Faults, ConfigurationVersion Version)
{
    /// <summary>A path written in the configuration, made absolute from the file's folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, File.Folder);

    public void Error(string code, SettingLocation at, string message, string hint) => Faults.Error(code, at, message, hint);

    public void Warning(string code, SettingLocation at, string message, string hint) => Faults.Warning(code, at, message, hint);
}
