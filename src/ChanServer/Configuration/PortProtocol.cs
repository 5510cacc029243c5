namespace Chan.Server.Configuration;

/// <summary>What a port speaks; one port speaks one protocol and never looks at the first byte to guess.</summary>
public enum PortProtocol
{
    /// <summary>TLS 1.3 with SPAKE2+ inside it.</summary>
    Native,

    /// <summary>The book's lib_chan: no encryption, MD5 challenge and response.</summary>
    Classic,
}
