namespace Chan.Terms.Syntax;

/// <summary>Reads terms in Erlang syntax: what <c>file:consult/1</c> reads, and what <see cref="TermPrinter"/> prints.</summary>
/// <remarks>
/// Comments, quoted atoms, escapes, <c>$c</c>, based numbers (<c>16#ff</c>), underscores between digits, strings (neighbours are
/// joined), binaries and bit strings, maps, improper lists, <c>fun m:f/1</c>, pids, ports and references. Variables and expressions
/// are refused. Any nesting is read without recursion.
/// </remarks>
public static class TermParser
{
    /// <summary>Reads exactly one term; a final dot is allowed.</summary>
    /// <param name="text">For example <c>{store, "key", 16#ff}</c>.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermSyntaxException">The text is not one term.</exception>
    public static ErlTerm Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lexer = new TermLexer(text);
        ErlTerm term = new TermReading(lexer).Read();
        if (lexer.Peek().Kind == TokenKind.FullStop)
        {
            lexer.Next();
        }

        Token rest = lexer.Next();
        return rest.Kind == TokenKind.EndOfText ? term : throw rest.Error($"found {rest.Describe()} after the term; expected its end");
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static ErlTerm Parse(ReadOnlySpan<char> text) => Parse(text.ToString());

    /// <summary>Reads the terms of a file, each ended by a dot.</summary>
    /// <param name="text">The content of the file.</param>
    /// <returns>The terms in order, each with the place of its first character.</returns>
    /// <exception cref="TermSyntaxException">A term is wrong, or the last one has no dot.</exception>
    public static IReadOnlyList<LocatedTerm> ParseFile(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lexer = new TermLexer(text);
        var terms = new List<LocatedTerm>();
        while (lexer.Peek().Kind != TokenKind.EndOfText)
        {
            Token start = lexer.Peek();
            ErlTerm term = new TermReading(lexer).Read();
            Token end = lexer.Next();
            if (end.Kind != TokenKind.FullStop)
            {
                throw end.Error($"found {end.Describe()}; expected a dot and white space after the term of line {start.Line}");
            }

            terms.Add(new LocatedTerm(term, start.Line, start.Column));
        }

        return terms;
    }
}
