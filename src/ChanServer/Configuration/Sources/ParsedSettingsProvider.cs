using Chan.Server.Configuration.Parsing;
using Microsoft.Extensions.Configuration;

namespace Chan.Server.Configuration.Sources;

/// <summary>The settings of one file, whatever its form, as a layer of Microsoft.Extensions.Configuration.</summary>
internal sealed class ParsedSettingsProvider : ConfigurationProvider, IConfigurationSource, ISettingSource
{
    private readonly IReadOnlyDictionary<string, ParsedSetting> _settings;

    /// <param name="settings">Keys as paths with colons, without regard to case; sections have no value.</param>
    public ParsedSettingsProvider(IReadOnlyDictionary<string, ParsedSetting> settings)
    {
        _settings = settings;
        foreach ((string path, ParsedSetting setting) in settings)
        {
            Data[path] = setting.Value;
        }
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public bool TryLocate(string path, out SettingLocation location)
    {
        bool found = _settings.TryGetValue(path, out ParsedSetting? setting);
        location = setting?.Location!;
        return found;
    }
}
