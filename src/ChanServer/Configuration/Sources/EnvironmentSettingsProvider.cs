using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Chan.Server.Configuration.Sources;

/// <summary>
/// Environment variables <c>Chan__Section__Key</c>, read once. Unlike the provider of the framework it can say where a
/// setting came from, and takes the variables as a parameter, so that tests need not change their process.
/// </summary>
internal sealed class EnvironmentSettingsProvider : ConfigurationProvider, IConfigurationSource, ISettingSource
{
    private const string Prefix = "Chan__";

    public EnvironmentSettingsProvider(IDictionary variables)
    {
        foreach (DictionaryEntry variable in variables)
        {
            if (variable.Key is string name && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.Length > Prefix.Length)
            {
                Data[name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = variable.Value as string;
            }
        }
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public bool TryLocate(string path, out SettingLocation location)
    {
        location = SettingLocation.FromEnvironment(path);
        return Data.ContainsKey(path);
    }
}
