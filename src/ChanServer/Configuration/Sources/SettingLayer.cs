namespace Chan.Server.Configuration.Sources;

/// <summary>Where settings come from; a later layer overrides an earlier one.</summary>
internal enum SettingLayer
{
    File,
    Environment,
    CommandLine,
}
