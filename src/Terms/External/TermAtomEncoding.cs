namespace Chan.Terms.External;

/// <summary>The two ways to write atoms.</summary>
public enum TermAtomEncoding
{
    /// <summary>Tags 119 and 118.</summary>
    Utf8,

    /// <summary>Tag 100 where every character is below U+0100, otherwise as <see cref="Utf8"/>.</summary>
    Latin1,
}
