namespace Chan.Server.Configuration.Parsing;

/// <summary>One piece of JSON text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands, quotes included.</param>
/// <param name="Value">A string's decoded text, a word's text; empty for the rest.</param>
/// <param name="Fault">What is wrong with the token itself; null if nothing is.</param>
internal readonly record struct JsonToken(JsonTokenKind Kind, TextSpan Span, string Value, string? Fault = null)
{
    /// <summary>The <see cref="Fault"/> of a string that ends with its line.</summary>
    public const string Unterminated = "the string has no closing quote";

    /// <summary>True where a value may begin with this token.</summary>
    public bool StartsValue
        => Kind is JsonTokenKind.LeftBrace or JsonTokenKind.LeftBracket or JsonTokenKind.String or JsonTokenKind.Word;
}
