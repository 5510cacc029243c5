namespace Chan.Server.Configuration.Reading;

/// <summary>A port with the place it was written at, for checks across ports.</summary>
internal sealed record ReadPort(PortConfiguration Port, SettingNode Section);
