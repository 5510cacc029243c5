using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Faults;

/// <summary>Collects every fault of one load, so that the owner sees all of them at once.</summary>
internal sealed class FaultList
{
    private readonly List<(int Layer, ConfigurationFault Fault)> _faults = [];

    /// <summary>True if anything was found that keeps the gateway from starting.</summary>
    public bool HasErrors => _faults.Exists(entry => entry.Fault.Severity == FaultSeverity.Error);

    public void Error(string code, SettingLocation at, string message, string hint)
        => Add(FaultSeverity.Error, code, at, message, hint);

    public void Warning(string code, SettingLocation at, string message, string hint)
        => Add(FaultSeverity.Warning, code, at, message, hint);

    /// <summary>All faults, in the order of the file; what stands in other sources follows.</summary>
    public IReadOnlyList<ConfigurationFault> ToList()
        => [.. _faults.OrderBy(entry => entry.Layer).ThenBy(entry => entry.Fault.Line).ThenBy(entry => entry.Fault.Column)
            .ThenBy(entry => entry.Fault.Code, StringComparer.Ordinal).Select(entry => entry.Fault)];

    private void Add(FaultSeverity severity, string code, SettingLocation at, string message, string hint)
        => _faults.Add(((int)at.Layer, at.ToFault(severity, code, message, hint)));
}
