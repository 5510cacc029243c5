namespace Chan.Server.Configuration.Reading;

/// <summary>A service with the place it was written at, for checks across services. The target may be missing after a fault.</summary>
internal sealed record ReadService(ServiceConfiguration Service, SettingNode Section);
