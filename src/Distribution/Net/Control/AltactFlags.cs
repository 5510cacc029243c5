namespace Chan.Distribution.Net.Control;

/// <summary>What the first field of ALTACT_SIG_SEND says. Only these bits, of the low byte, count.</summary>
[Flags]
internal enum AltactFlags : byte
{
    None = 0,

    /// <summary>The receiver may read it before ordinary messages, if it opted for that; this node does not.</summary>
    Priority = 1,

    /// <summary>A token of sequential tracing follows.</summary>
    Token = 2,

    /// <summary>The receiver is an alias.</summary>
    Alias = 4,

    /// <summary>The receiver is a registered name.</summary>
    Name = 8,

    /// <summary>An exit signal, whose reason is the payload; otherwise a message.</summary>
    Exit = 16,
}
