namespace Chan.Server.Configuration;

/// <summary>Where a password came from: it decides what the owner is warned about.</summary>
public enum CredentialSource
{
    /// <summary>Written in the configuration file itself.</summary>
    Literal,

    /// <summary>The published password of a demonstration service, written in the configuration file.</summary>
    Demo,

    /// <summary>A file of its own.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,
}
