namespace Chan.Server.Configuration.Sources;

/// <summary>What a value is in the source that it was written in.</summary>
internal enum SettingShape
{
    Section,
    List,
    String,
    Number,
    Boolean,
    Null,

    /// <summary>From a source that knows only text: the environment, the command line, a classic file.</summary>
    Text,
}
