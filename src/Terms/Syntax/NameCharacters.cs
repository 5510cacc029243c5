namespace Chan.Terms.Syntax;

/// <summary>Which characters atoms and variables are made of without quotes: letters are those of Latin-1.</summary>
internal static class NameCharacters
{
    public static bool IsLower(char c) => c is >= 'a' and <= 'z' or (>= 'ß' and <= 'ÿ' and not '÷');

    public static bool IsUpper(char c) => c is >= 'A' and <= 'Z' or (>= 'À' and <= 'Þ' and not '×');

    public static bool IsPart(char c) => IsLower(c) || IsUpper(c) || char.IsAsciiDigit(c) || c is '_' or '@';

    /// <summary>What Erlang prints as text: no control characters but white space and escape, no surrogates, no U+FFFE and U+FFFF.</summary>
    public static bool IsPrintable(long c) => c is (>= ' ' and <= '~') or (>= 0xA0 and < 0xD800) or (> 0xDFFF and < 0xFFFE)
        or (> 0xFFFF and <= 0x10FFFF) or (>= '\b' and <= '\r') or '\e';
}
