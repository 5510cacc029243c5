using Chan.Server.Configuration.Faults;
using Microsoft.Extensions.Configuration;

namespace Chan.Server.Configuration;

/// <summary>What came of reading a configuration: the configuration, or the reasons why there is none.</summary>
public sealed record ConfigurationResult
{
    /// <summary>The configuration; null if any fault is an error.</summary>
    public GatewayConfiguration? Configuration { get; init; }

    /// <summary>Every fault, errors and warnings, in the order of the file.</summary>
    public required IReadOnlyList<ConfigurationFault> Faults { get; init; }

    /// <summary>SHA-256 over the text of the file, lower-case hex; empty if the file is faulty or holds a secret password. Tells versions apart.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>
    /// Equal for two loads of this process exactly if nothing changed that they depend on: the file, the password files, what
    /// was wrong. Keyed with a secret of this process, so that it tells nothing about a password; still never logged.
    /// </summary>
    internal string Version { get; init; } = "";

    /// <summary>The section <c>logging</c>, for Microsoft.Extensions.Logging; null if there is none.</summary>
    public IConfiguration? Logging { get; init; }
}
