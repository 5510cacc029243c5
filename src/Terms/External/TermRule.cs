namespace Chan.Terms.External;

/// <summary>The rule of the external term format, or of the limits, that the input breaks.</summary>
public enum TermRule
{
    /// <summary>The input ends inside a term, or announces more than it holds.</summary>
    Truncated,

    /// <summary>Bytes follow the term.</summary>
    TrailingBytes,

    /// <summary>The first byte is not 131.</summary>
    Version,

    /// <summary>A tag that does not exist, or that only the sender itself could read.</summary>
    UnknownTag,

    /// <summary>A kind of term that the limits do not allow here.</summary>
    NotAllowed,

    /// <summary>Nested deeper than <see cref="TermLimits.MaxDepth"/>.</summary>
    Depth,

    /// <summary>The terms would take more memory than the limits allow.</summary>
    Budget,

    /// <summary>An integer longer than <see cref="TermLimits.MaxIntegerLength"/>.</summary>
    IntegerLength,

    /// <summary>An atom over 255 characters.</summary>
    AtomLength,

    /// <summary>An atom that is not valid UTF-8.</summary>
    AtomEncoding,

    /// <summary>A float that is NaN, infinite or unreadable.</summary>
    FloatValue,

    /// <summary>A map with the same key twice.</summary>
    DuplicateKey,

    /// <summary>A field out of its range, or of a type that may not stand there.</summary>
    FieldValue,

    /// <summary>A compressed term that cannot be inflated, or to another size than it announces.</summary>
    Compression,
}
