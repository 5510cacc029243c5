namespace Chan.Terms.External;

/// <summary>Choices of the encoder. Immutable; derive a variant with <c>with</c>.</summary>
public sealed record TermEncoderOptions
{
    /// <summary>UTF-8 atoms, not compressed: what nodes send each other, and what OTP 26 and later encode by default.</summary>
    public static TermEncoderOptions Default { get; } = new();

    /// <summary>Latin-1 atoms in the old form, as <c>term_to_binary/1</c> of OTP 25 and older makes them.</summary>
    public static TermEncoderOptions Otp25 { get; } = new() { AtomEncoding = TermAtomEncoding.Latin1 };

    /// <summary>How atoms are written. Default: UTF-8.</summary>
    public TermAtomEncoding AtomEncoding { get; init; }

    /// <summary>
    /// Level of zlib compression, 0 (none) to 9. The compressed form is used only where it is the shorter one. Default: 0.
    /// Ignored for terms without the leading 131.
    /// </summary>
    public int CompressionLevel { get; init; }
}
