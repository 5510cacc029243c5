namespace Chan.Terms.Syntax;

/// <summary>The parts of the syntax that terms and patterns share.</summary>
internal static class LiteralSyntax
{
    /// <summary>Joins a string with the strings that follow it.</summary>
    public static string JoinText(TermLexer lexer, Token first)
    {
        string text = first.Text;
        while (lexer.Peek().Kind == TokenKind.Text)
        {
            text += lexer.Next().Text;
        }

        return text;
    }

    /// <summary>A number after its sign.</summary>
    public static ErlTerm ReadSigned(TermLexer lexer, Token sign)
    {
        Token number = lexer.Next();
        bool negative = sign.Text == "-";
        return number.Term switch
        {
            ErlInteger integer => negative ? ErlInteger.Of(-integer.Value) : integer,
            ErlFloat value => negative ? new ErlFloat(-value.Value) : value,
            _ => throw number.Error($"found {number.Describe()} after \"{sign.Text}\"; expected a number"),
        };
    }

    /// <summary><c>Module:Function/Arity</c> after <c>fun</c>.</summary>
    public static ErlFun ReadFun(TermLexer lexer)
    {
        ErlAtom module = ReadAtom(lexer);
        lexer.Expect(":");
        ErlAtom function = ReadAtom(lexer);
        lexer.Expect("/");
        Token arity = lexer.Next();
        return arity.Term is ErlInteger(long count) && count is >= 0 and <= int.MaxValue
            ? ErlFun.External(module, function, (int)count)
            : throw arity.Error($"found {arity.Describe()}; expected the arity of the fun");
    }

    /// <summary>The segments of a binary and its end.</summary>
    public static ErlTerm ReadBinary(TermLexer lexer, Token start)
    {
        var bits = new BitBuilder();
        if (lexer.TryTake(">>"))
        {
            return bits.ToTerm();
        }

        do
        {
            SegmentSyntax.Read(lexer, bits);
            if (bits.IsTooLong)
            {
                throw start.Error($"a binary in text has at most {BitBuilder.MaxBits} bits");
            }
        }
        while (lexer.TryTake(","));
        lexer.Expect(">>");
        return bits.ToTerm();
    }

    private static ErlAtom ReadAtom(TermLexer lexer)
    {
        Token token = lexer.Next();
        return token.Term as ErlAtom ?? throw token.Error($"found {token.Describe()}; expected an atom, as in fun lists:map/2");
    }
}
