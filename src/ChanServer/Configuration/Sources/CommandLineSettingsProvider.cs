using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;

namespace Chan.Server.Configuration.Sources;

/// <summary>Settings as <c>--Section:Key value</c>, the last layer.</summary>
internal sealed class CommandLineSettingsProvider(IEnumerable<string> arguments)
    : CommandLineConfigurationProvider(arguments), IConfigurationSource, ISettingSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public bool TryLocate(string path, out SettingLocation location)
    {
        location = SettingLocation.FromCommandLine(path);
        return Data.ContainsKey(path);
    }
}
