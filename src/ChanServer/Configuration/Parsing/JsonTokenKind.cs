namespace Chan.Server.Configuration.Parsing;

/// <summary>What a piece of JSON text is.</summary>
internal enum JsonTokenKind
{
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Comma,

    /// <summary>In double quotes.</summary>
    String,

    /// <summary>Anything else without quotes: numbers, true, false, null, and what should have been quoted.</summary>
    Word,

    End,
}
