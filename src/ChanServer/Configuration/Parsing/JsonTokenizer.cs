using System.Globalization;
using System.Text;

namespace Chan.Server.Configuration.Parsing;

/// <summary>
/// Splits JSON text (RFC 8259, with <c>//</c> and <c>/* */</c> comments) into tokens. It never gives up: whatever the text is,
/// tokens come out, the faulty ones marked, so that all faults of a file can be reported and its secrets masked.
/// </summary>
internal sealed class JsonTokenizer
{
    private const string WordEnds = "{}[]:,\"";

    private readonly string _text;
    private readonly List<JsonToken> _tokens = [];
    private readonly List<TextSpan> _comments = [];
    private int _position;

    private JsonTokenizer(string text) => _text = text;

    /// <summary>All tokens, the last being <see cref="JsonTokenKind.End"/>, and the insides of all comments.</summary>
    public static (IReadOnlyList<JsonToken> Tokens, IReadOnlyList<TextSpan> Comments) Tokenize(string text)
    {
        var tokenizer = new JsonTokenizer(text);
        while (tokenizer.SkipBlanks())
        {
            tokenizer.Next();
        }

        tokenizer._tokens.Add(new(JsonTokenKind.End, new(text.Length, 0), ""));
        return (tokenizer._tokens, tokenizer._comments);
    }

    private void Next()
    {
        JsonTokenKind? punctuation = _text[_position] switch
        {
            '{' => JsonTokenKind.LeftBrace,
            '}' => JsonTokenKind.RightBrace,
            '[' => JsonTokenKind.LeftBracket,
            ']' => JsonTokenKind.RightBracket,
            ':' => JsonTokenKind.Colon,
            ',' => JsonTokenKind.Comma,
            _ => null,
        };
        if (punctuation is { } kind)
        {
            _tokens.Add(new(kind, new(_position++, 1), ""));
        }
        else if (_text[_position] == '"')
        {
            _tokens.Add(ReadString());
        }
        else
        {
            _tokens.Add(ReadWord());
        }
    }

    private JsonToken ReadWord()
    {
        int start = _position;
        while (_position < _text.Length && !char.IsWhiteSpace(_text[_position]) && !WordEnds.Contains(_text[_position], StringComparison.Ordinal)
            && !(_position > start && AtComment()))
        {
            _position++;
        }

        return new(JsonTokenKind.Word, new(start, _position - start), _text[start.._position]);
    }

    private JsonToken ReadString()
    {
        int start = _position++;
        var value = new StringBuilder();
        string? fault = null;
        while (true)
        {
            if (_position >= _text.Length || _text[_position] is '\n' or '\r')
            {
                return new(JsonTokenKind.String, new(start, _position - start), value.ToString(), JsonToken.Unterminated);
            }

            char c = _text[_position++];
            if (c == '"')
            {
                return new(JsonTokenKind.String, new(start, _position - start), value.ToString(), fault);
            }

            if (c == '\\')
            {
                fault = ReadEscape(value) ? fault : "the string has a backslash that begins no escape of JSON";
            }
            else
            {
                fault = c < ' ' ? "the string has a control character in it" : fault;
                value.Append(c);
            }
        }
    }

    private bool ReadEscape(StringBuilder value)
    {
        if (_position >= _text.Length || _text[_position] is '\n' or '\r')
        {
            return false;
        }

        char c = _text[_position++];
        if (c == 'u')
        {
            ReadOnlySpan<char> digits = _text.AsSpan(_position, Math.Min(4, _text.Length - _position));
            if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                return false;
            }

            value.Append((char)unit);
            _position += 4;
            return true;
        }

        int index = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (index >= 0)
        {
            value.Append("\"\\/\b\f\n\r\t"[index]);
        }

        return index >= 0;
    }

    private bool SkipBlanks()
    {
        while (_position < _text.Length)
        {
            if (AtComment())
            {
                SkipComment();
            }
            else if (char.IsWhiteSpace(_text[_position]) || _text[_position] == '\uFEFF')
            {
                _position++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool AtComment()
        => _text[_position] == '/' && _position + 1 < _text.Length && (_text[_position + 1] is '/' or '*');

    private void SkipComment()
    {
        bool block = _text[_position + 1] == '*';
        int inside = _position + 2;
        int end = _text.IndexOf(block ? "*/" : "\n", inside, StringComparison.Ordinal);
        int insideEnd = end < 0 ? _text.Length : end;
        if (insideEnd > inside)
        {
            _comments.Add(new(inside, insideEnd - inside));
        }

        _position = end < 0 ? _text.Length : block ? end + 2 : end;
        if (block && end < 0)
        {
            _tokens.Add(new(JsonTokenKind.Word, new(inside - 2, 2), "/*", "the comment has no end"));
        }
    }
}
