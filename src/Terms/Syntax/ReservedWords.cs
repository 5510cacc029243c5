using System.Collections.Frozen;

namespace Chan.Terms.Syntax;

/// <summary>The words that are no atoms without quotes (erl_scan:reserved_word/1 of OTP 25).</summary>
internal static class ReservedWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        "after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl", "bsr", "bxor", "case", "catch", "cond", "div", "end", "fun",
        "if", "let", "not", "of", "or", "orelse", "receive", "rem", "try", "when", "xor");

    public static bool Contains(string word) => Words.Contains(word);
}
