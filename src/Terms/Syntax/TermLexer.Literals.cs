using System.Globalization;
using System.Numerics;
using System.Text;

namespace Chan.Terms.Syntax;

/// <content>Numbers, characters and quoted text.</content>
internal sealed partial class TermLexer
{
    /// <summary>Reading a number takes more than linear time; longer ones are refused.</summary>
    private const int MaxDigits = 20_000;

    private ErlTerm TakeNumber()
    {
        (int line, int column) = (_line, Column);
        string digits = TakeDigits(10);
        if (Current == '#')
        {
            return TakeBasedNumber(digits, line, column);
        }

        if (Current != '.' || !char.IsAsciiDigit(CharAt(_position + 1)))
        {
            return ErlInteger.Of(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
        }

        _position++;
        var number = new StringBuilder(digits).Append('.').Append(TakeDigits(10));
        if (Current is 'e' or 'E')
        {
            number.Append('e');
            _position++;
            if (Current is '+' or '-')
            {
                number.Append(Current);
                _position++;
            }

            number.Append(TakeDigits(10));
        }

        double value = double.Parse(number.ToString(), CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? new ErlFloat(value)
            : throw new TermSyntaxException("the float is too large; the largest is 1.7976931348623157e308", line, column);
    }

    private ErlInteger TakeBasedNumber(string baseDigits, int line, int column)
    {
        if (!int.TryParse(baseDigits, CultureInfo.InvariantCulture, out int radix) || radix is < 2 or > 36)
        {
            throw new TermSyntaxException($"{baseDigits} is not a base; the base of a number is 2 to 36", line, column);
        }

        _position++;
        BigInteger value = BigInteger.Zero;
        foreach (char digit in TakeDigits(radix))
        {
            value = (value * radix) + DigitValue(digit);
        }

        return ErlInteger.Of(value);
    }

    /// <summary>Takes one or more digits; single underscores may stand between them and are left out.</summary>
    private string TakeDigits(int radix)
    {
        int start = _position;
        while (DigitValue(Current) < radix || (Current == '_' && _position > start && DigitValue(CharAt(_position + 1)) < radix))
        {
            _position++;
        }

        if (_position == start)
        {
            throw Error($"expected a digit of base {radix}");
        }

        return _position - start <= MaxDigits
            ? text[start.._position].Replace("_", string.Empty, StringComparison.Ordinal)
            : throw Error($"a number has at most {MaxDigits} digits");
    }

    private static int DigitValue(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => int.MaxValue,
    };

    private ErlInteger TakeCharacter()
    {
        _position++;
        if (_position >= text.Length)
        {
            throw Error("expected a character after \"$\"");
        }

        return ErlInteger.Of((Current == '\\' ? TakeEscape() : TakeRune()).Value);
    }

    private string TakeQuoted(char quote)
    {
        (int line, int column) = (_line, Column);
        _position++;
        var content = new StringBuilder();
        while (_position < text.Length)
        {
            char c = Current;
            if (c == quote)
            {
                _position++;
                return content.ToString();
            }

            content.Append((c == '\\' ? TakeEscape() : TakeRune()).ToString());
        }

        throw new TermSyntaxException($"the text that begins here is not closed; expected {quote}", line, column);
    }

    private Rune TakeRune()
    {
        if (!Rune.TryGetRuneAt(text, _position, out Rune rune))
        {
            throw Error("half a surrogate pair is not a character");
        }

        for (int i = 0; i < rune.Utf16SequenceLength; i++)
        {
            Step();
        }

        return rune;
    }

    private Rune TakeEscape()
    {
        _position++;
        if (_position >= text.Length)
        {
            throw Error("expected a character after \"\\\"");
        }

        char c = Current;
        switch (c)
        {
            case >= '0' and <= '7':
                return TakeOctal();
            case 'x':
                _position++;
                return TakeHexadecimal();
            case '^':
                _position++;
                return _position < text.Length
                    ? new Rune(TakeRune().Value & 0x1F)
                    : throw Error("expected a character after \"\\^\"");
            default:
                Rune rune = TakeRune();
                int index = "bdefnrstv".IndexOf(c, StringComparison.Ordinal);
                return index < 0 ? rune : new Rune("\b\u007F\e\f\n\r \t\v"[index]);
        }
    }

    private Rune TakeOctal()
    {
        int value = 0;
        for (int i = 0; i < 3 && Current is >= '0' and <= '7'; i++)
        {
            value = (8 * value) + (Current - '0');
            _position++;
        }

        return new Rune(value);
    }

    private Rune TakeHexadecimal()
    {
        bool braces = Current == '{';
        int start = braces ? ++_position : _position;
        int end = start;
        while (DigitValue(CharAt(end)) < 16 && end - start < (braces ? 8 : 2))
        {
            end++;
        }

        bool isNumber = int.TryParse(text.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value);
        if (!isNumber || !Rune.IsValid(value) || (braces && CharAt(end) != '}') || (!braces && end - start != 2))
        {
            throw Error("expected two hexadecimal digits, or the code of a character in braces, after \"\\x\"");
        }

        _position = braces ? end + 1 : end;
        return new Rune(value);
    }
}
