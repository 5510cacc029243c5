namespace Chan.Server.Configuration.Sources;

/// <summary>A configuration provider that knows where each of its settings was written.</summary>
internal interface ISettingSource
{
    /// <summary>Where a key of this source stands; also for keys of sections, which have no value.</summary>
    bool TryLocate(string path, out SettingLocation location);
}
