namespace Chan.Terms.External;

/// <summary>The bytes are not one term that the limits allow. The only exception the decoder throws because of its input.</summary>
/// <remarks>The message names the rule and the numbers, never the bytes themselves.</remarks>
public sealed class TermDecodeException : Exception
{
    internal TermDecodeException(TermRule rule, long offset, string message)
        : base($"{message} (at byte {offset})")
    {
        Rule = rule;
        Offset = offset;
    }

    internal TermDecodeException(TermRule rule, long offset, string message, Exception inner)
        : base($"{message} (at byte {offset})", inner)
    {
        Rule = rule;
        Offset = offset;
    }

    /// <summary>The rule that is broken.</summary>
    public TermRule Rule { get; }

    /// <summary>Where in the input the offence begins, in bytes. Inside a compressed term: where in the inflated bytes.</summary>
    public long Offset { get; }
}
