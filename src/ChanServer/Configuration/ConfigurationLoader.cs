using System.Security.Cryptography;
using System.Text;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Parsing;
using Chan.Server.Configuration.Reading;
using Chan.Server.Configuration.Schema;
using Chan.Server.Configuration.Sources;
using Microsoft.Extensions.Configuration;

namespace Chan.Server.Configuration;

/// <summary>
/// Reads a configuration: the file (JSON, or the classic form if its name ends in <c>.conf</c>), then environment variables,
/// then the command line, and reports every fault at once. Bad input never throws.
/// </summary>
/// <remarks>Reads the files that the configuration names (password files), touches nothing else. Thread-safe.</remarks>
public static class ConfigurationLoader
{
    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="path">The file; faults show the path as given here.</param>
    /// <param name="options">Layers above the file; null for the file alone.</param>
    public static ConfigurationResult Load(string path, ConfigurationLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var faults = new FaultList();
        return ConfigurationFile.TryRead(path, faults) is { } file
            ? Load(file, options ?? new(), faults)
            : new() { Faults = faults.ToList(), Version = new ConfigurationVersion().Finish(faults.ToList()) };
    }

    /// <summary>
    /// Reads a lib_chan file that is about to be replaced: that others can read it is no reason to keep its passwords there.
    /// </summary>
    internal static (GatewayConfiguration? Configuration, IReadOnlyList<ConfigurationFault> Faults) LoadForConversion(string path)
    {
        var faults = new FaultList();
        if (ConfigurationFile.TryRead(path, faults) is not { } file)
        {
            return (null, faults.ToList());
        }

        if (!file.IsClassic)
        {
            faults.Error(FaultCodes.TermUnknown, SettingLocation.WholeFile(path), "This is not a lib_chan configuration: the name does not end in .conf.",
                "Only the classic form needs converting.");
            return (null, faults.ToList());
        }

        ConfigurationResult result = Load(file with { IsOwnerOnly = true }, new(), faults);
        return (result.Configuration, result.Faults);
    }

    private static ConfigurationResult Load(ConfigurationFile file, ConfigurationLoadOptions options, FaultList faults)
    {
        ParsedFile parsed = file.IsClassic ? ClassicSettings.Parse(file, faults) : JsonSettings.Parse(file, faults);
        IConfigurationRoot layers = BuildLayers(parsed, options);
        var root = SettingNode.Build(layers, parsed.Root);
        GatewayConfiguration? configuration = null;
        ConfigurationVersion version = new();
        version.Add(Encoding.UTF8.GetBytes(file.Text));

        // In a file with broken syntax, keys and values cannot be told apart: reports about them would be noise, and could
        // take a password for a key.
        if (parsed.IsWellFormed)
        {
            new SchemaCheck(faults).CheckSection(root, GatewaySchema.Root);
            configuration = new GatewayReader(new(file, faults, version)).Read(root);
        }

        return new()
        {
            Configuration = faults.HasErrors ? null : configuration,
            Faults = faults.ToList(),
            Sha256 = HoldsPassword(configuration) ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text))),
            Version = version.Finish(faults.ToList()),
            Logging = layers.GetSection("logging") is { } logging && logging.Exists() ? logging : null,
        };
    }

    // Who knows the rest of the file could test guesses at the password on a plain hash of the whole.
    private static bool HoldsPassword(GatewayConfiguration? configuration) => configuration?.Services
        .SelectMany(service => service.Clients.Values.Append(service.Password))
        .Any(credential => credential is Credential.Password { Source: CredentialSource.Literal }) ?? true;

    private static IConfigurationRoot BuildLayers(ParsedFile parsed, ConfigurationLoadOptions options)
    {
        IConfigurationBuilder builder = new ConfigurationBuilder().Add(new ParsedSettingsProvider(parsed.Settings));
        if (options.Environment is { } variables)
        {
            builder.Add(new EnvironmentSettingsProvider(variables));
        }

        return builder.Add(new CommandLineSettingsProvider(options.CommandLine)).Build();
    }
}
