namespace Chan.Server.Configuration.Schema;

/// <summary>What the value of a key must be.</summary>
internal enum SettingKind
{
    Text,

    /// <summary>A text that is never shown.</summary>
    Secret,
    Integer,
    Boolean,

    /// <summary>A number with one of the units ms, s, m, h, d.</summary>
    Duration,

    /// <summary>A number of bytes, or a number with one of the units KiB, MiB.</summary>
    Size,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>Known keys between braces.</summary>
    Section,

    /// <summary>Keys that the owner chooses, each with a section of known keys.</summary>
    NamedSections,

    /// <summary>Handed to another component unchecked.</summary>
    Free,
}
