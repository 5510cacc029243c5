namespace Chan.Terms.Syntax;

internal enum TokenKind
{
    /// <summary>A term in one piece: atom, number, character, pid, port, reference.</summary>
    Term,

    /// <summary>Characters between double quotes.</summary>
    Text,

    /// <summary>A name that begins with a capital letter or an underscore.</summary>
    Variable,

    /// <summary>A reserved word.</summary>
    Keyword,

    /// <summary>One of the signs of the syntax.</summary>
    Sign,

    /// <summary>The dot that ends a term.</summary>
    FullStop,

    EndOfText,
}
