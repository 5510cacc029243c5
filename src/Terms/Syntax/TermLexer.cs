namespace Chan.Terms.Syntax;

/// <summary>Cuts a text into tokens, as erl_scan does, plus the printed forms of pids, ports and references.</summary>
internal sealed partial class TermLexer(string text)
{
    /// <summary>Longer signs first.</summary>
    private static readonly string[] Signs =
        ["=>", ":=", "<<", ">>", "#{", "{", "}", "[", "]", "|", ",", ":", "/", "-", "+", "(", ")", "."];

    private int _position;
    private int _line = 1;
    private int _lineStart;
    private Token? _peeked;

    private int Column => _position - _lineStart + 1;

    private char Current => CharAt(_position);

    /// <summary>The next token, which stays the next one.</summary>
    public Token Peek() => _peeked ??= Scan();

    /// <summary>Takes the next token.</summary>
    public Token Next()
    {
        Token token = Peek();
        _peeked = null;
        return token;
    }

    /// <summary>Takes the next token if it is this sign.</summary>
    public bool TryTake(string sign)
    {
        bool taken = Peek().IsSign(sign);
        if (taken)
        {
            Next();
        }

        return taken;
    }

    /// <summary>Takes the next token, which must be this sign.</summary>
    public void Expect(string sign)
    {
        Token token = Next();
        if (!token.IsSign(sign))
        {
            throw token.Error($"found {token.Describe()}; expected \"{sign}\"");
        }
    }

    private Token Scan()
    {
        SkipSpaceAndComments();
        (int line, int column) = (_line, Column);
        if (_position >= text.Length)
        {
            return new Token(TokenKind.EndOfText, string.Empty, null, line, column);
        }

        char c = Current;
        if (NameCharacters.IsLower(c))
        {
            string name = TakeName();
            return ReservedWords.Contains(name)
                ? new Token(TokenKind.Keyword, name, null, line, column)
                : new Token(TokenKind.Term, string.Empty, MakeAtom(name, line, column), line, column);
        }

        if (NameCharacters.IsUpper(c) || c == '_')
        {
            return new Token(TokenKind.Variable, TakeName(), null, line, column);
        }

        if (c == '"')
        {
            return new Token(TokenKind.Text, TakeQuoted('"'), null, line, column);
        }

        if (c == '\'')
        {
            return new Token(TokenKind.Term, string.Empty, MakeAtom(TakeQuoted(c), line, column), line, column);
        }

        if (TakeTerm(c) is { } term)
        {
            return new Token(TokenKind.Term, string.Empty, term, line, column);
        }

        if (c == '.' && IsFullStop())
        {
            _position++;
            return new Token(TokenKind.FullStop, ".", null, line, column);
        }

        string sign = Array.Find(Signs, candidate => text.AsSpan(_position).StartsWith(candidate, StringComparison.Ordinal))
            ?? throw Error($"the character U+{(int)c:X4} does not begin any term");
        _position += sign.Length;
        return new Token(TokenKind.Sign, sign, null, line, column);
    }

    private ErlTerm? TakeTerm(char c) => c switch
    {
        '$' => TakeCharacter(),
        >= '0' and <= '9' => TakeNumber(),
        '<' when CharAt(_position + 1) != '<' => TakePid(),
        '#' when CharAt(_position + 1) != '{' => TakeHashForm(),
        _ => null,
    };

    private static ErlAtom MakeAtom(string name, int line, int column)
    {
        try
        {
            return ErlTerm.Atom(name);
        }
        catch (ArgumentException)
        {
            throw new TermSyntaxException($"an atom has at most {ErlAtom.MaxLength} characters", line, column);
        }
    }

    private string TakeName()
    {
        int start = _position;
        while (NameCharacters.IsPart(Current))
        {
            _position++;
        }

        return text[start.._position];
    }

    private void SkipSpaceAndComments()
    {
        while (_position < text.Length)
        {
            char c = Current;
            if (c == '%')
            {
                int end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else if (c <= ' ' || c is >= '\u0080' and <= '\u00A0' or '\uFEFF')
            {
                Step();
            }
            else
            {
                return;
            }
        }
    }

    private bool IsFullStop() => _position + 1 >= text.Length || CharAt(_position + 1) is <= ' ' or '%' or '\u00A0';

    private void Step()
    {
        if (text[_position++] == '\n')
        {
            _line++;
            _lineStart = _position;
        }
    }

    private char CharAt(int position) => position < text.Length ? text[position] : '\0';

    private TermSyntaxException Error(string message) => new(message, _line, Column);
}
