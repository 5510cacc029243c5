using System.Collections;

namespace Chan.Server.Configuration;

/// <summary>The layers above the file.</summary>
public sealed record ConfigurationLoadOptions
{
    /// <summary>
    /// Variables of which those named <c>Chan__Section__Key</c> override the file; null for none. Default: none, so that a
    /// check of a file says the same everywhere.
    /// </summary>
    public IDictionary? Environment { get; init; }

    /// <summary>Arguments <c>--Section:Key value</c>, which override both. Default: none.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>The layers of a gateway that starts: this process's environment, and arguments.</summary>
    public static ConfigurationLoadOptions ForStart(IReadOnlyList<string> commandLine)
        => new() { Environment = System.Environment.GetEnvironmentVariables(), CommandLine = commandLine };

    /// <summary>Without values: both layers may hold secrets.</summary>
    public override string ToString() => nameof(ConfigurationLoadOptions);
}
