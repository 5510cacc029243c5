using Chan.Server.Configuration.Faults;

namespace Chan.Server.Configuration;

/// <summary>A lib_chan configuration as a JSON file for a native port.</summary>
public sealed record ClassicConversion
{
    /// <summary>The JSON text, ended by a line feed; null if the file has errors. Holds verifiers: write it owner-only.</summary>
    public string? Json { get; init; }

    /// <summary>Every fault of the file that was read.</summary>
    public required IReadOnlyList<ConfigurationFault> Faults { get; init; }

    /// <summary>What is left for the owner to do, one sentence each; the same stands in the JSON as comments.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Without the text: it holds verifiers.</summary>
    public override string ToString() => $"{nameof(ClassicConversion)}: {Faults.Count} faults, {Notes.Count} notes";
}
