using Chan.Server.Configuration.Faults;

namespace Chan.Server.Hosting;

/// <summary>The gateway does not start because its configuration has errors; the message has all of them.</summary>
public sealed class ConfigurationFaultsException : Exception
{
    /// <summary>Makes the exception of a load that gave no configuration.</summary>
    public ConfigurationFaultsException(IReadOnlyList<ConfigurationFault> faults)
        : base(string.Join('\n', faults)) => Faults = faults;

    /// <summary>Errors and warnings, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; }
}
