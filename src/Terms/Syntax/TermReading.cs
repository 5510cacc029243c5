namespace Chan.Terms.Syntax;

/// <summary>Reads one term from tokens with a stack of the containers that are open.</summary>
internal sealed class TermReading(TermLexer lexer)
{
    private readonly Stack<Container> _open = [];

    public ErlTerm Read()
    {
        while (true)
        {
            ErlTerm? value = ReadValueOrOpen();
            while (value is not null)
            {
                if (_open.Count == 0)
                {
                    return value;
                }

                _open.Peek().Items.Add(value);
                value = Continue();
            }
        }
    }

    /// <summary>Reads a term without children or an empty container; otherwise opens a container and gives null.</summary>
    private ErlTerm? ReadValueOrOpen()
    {
        Token token = lexer.Next();
        switch (token.Kind)
        {
            case TokenKind.Term:
                return token.Term;
            case TokenKind.Text:
                return ErlTerm.CharList(LiteralSyntax.JoinText(lexer, token));
            case TokenKind.Keyword when token.Text == "fun":
                return LiteralSyntax.ReadFun(lexer);
            case TokenKind.Variable:
                throw token.Error($"found {token.Describe()}; a term has no variables (atoms begin with a small letter or have quotes)");
            case TokenKind.Sign:
                return ReadSign(token);
            default:
                throw token.Error($"found {token.Describe()}; expected a term");
        }
    }

    private ErlTerm? ReadSign(Token token)
    {
        switch (token.Text)
        {
            case "{":
                return lexer.TryTake("}") ? ErlTuple.Empty : Open("}", token);
            case "[":
                return lexer.TryTake("]") ? ErlList.Empty : Open("]", token);
            case "#{":
                return lexer.TryTake("}") ? ErlMap.Empty : Open("#}", token);
            case "<<":
                return LiteralSyntax.ReadBinary(lexer, token);
            case "-" or "+":
                return LiteralSyntax.ReadSigned(lexer, token);
            default:
                throw token.Error($"found {token.Describe()}; expected a term");
        }
    }

    private ErlTerm? Open(string closer, Token start)
    {
        _open.Push(new Container(closer, start));
        return null;
    }

    /// <summary>After a term inside a container: goes on to the next one (null), or closes the container.</summary>
    private ErlTerm? Continue()
    {
        Container container = _open.Peek();
        Token token = lexer.Next();
        switch (container.Closer)
        {
            case "#}":
                return ContinueMap(container, token);
            case "]" when container.InTail:
                Require(token.IsSign("]"), token, "\"]\" after the tail of the list");
                _open.Pop();
                return ErlTerm.ImproperList([.. container.Items.SkipLast(1)], container.Items[^1]);
            case "]" when token.IsSign("|"):
                container.InTail = true;
                return null;
        }

        if (token.IsSign(","))
        {
            return null;
        }

        Require(token.IsSign(container.Closer), token, $"\",\" or \"{container.Closer}\"");
        _open.Pop();
        return container.Closer == "}" ? ErlTerm.Tuple([.. container.Items]) : ErlTerm.List([.. container.Items]);
    }

    private ErlMap? ContinueMap(Container container, Token token)
    {
        bool afterKey = container.Items.Count % 2 == 1;
        if (afterKey)
        {
            Require(token.IsSign("=>"), token, "\"=>\" after the key of a map");
            return null;
        }

        if (token.IsSign(","))
        {
            return null;
        }

        Require(token.IsSign("}"), token, "\",\" or \"}\"");
        _open.Pop();
        return ErlMap.Own([.. container.Items], out _) ?? throw container.Start.Error("the map has the same key twice");
    }

    private static void Require(bool isRight, Token found, string expected)
    {
        if (!isRight)
        {
            throw found.Error($"found {found.Describe()}; expected {expected}");
        }
    }

    private sealed class Container(string closer, Token start)
    {
        public string Closer { get; } = closer;

        public Token Start { get; } = start;

        public List<ErlTerm> Items { get; } = [];

        public bool InTail { get; set; }
    }
}
