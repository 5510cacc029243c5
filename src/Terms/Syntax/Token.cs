namespace Chan.Terms.Syntax;

/// <summary>A word of the syntax.</summary>
/// <param name="Kind">What sort of word.</param>
/// <param name="Text">The sign, keyword, variable, or content of a string.</param>
/// <param name="Term">The term, for <see cref="TokenKind.Term"/>.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Column">Where it begins.</param>
internal readonly record struct Token(TokenKind Kind, string Text, ErlTerm? Term, int Line, int Column)
{
    public bool IsSign(string sign) => Kind == TokenKind.Sign && Text == sign;

    public TermSyntaxException Error(string message) => new(message, Line, Column);

    /// <summary>The token as a reader of a message knows it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.Term => Shorten(Term!.ToString()),
        TokenKind.Text => "a string",
        TokenKind.Variable => $"the variable {Shorten(Text)}",
        TokenKind.Keyword => $"the reserved word '{Text}' (quote it to make it an atom)",
        TokenKind.FullStop => "the final dot",
        TokenKind.EndOfText => "the end of the text",
        _ => $"\"{Text}\"",
    };

    private static string Shorten(string text)
    {
        const int Longest = 40;
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
