using System.Text;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Splits a format into text and directives and hands each directive its arguments. Every fault is <c>badarg</c>.</summary>
internal sealed class FormatScanner(string format, ErlList arguments)
{
    /// <summary>Wider fields than this are refused: a few characters of a peer's format must not ask for gigabytes.</summary>
    public const int MaxField = 1_000_000;

    private int _at;
    private int _argument;

    public List<FormatDirective> Scan()
    {
        var pieces = new List<FormatDirective>();
        while (_at < format.Length)
        {
            int tilde = format.IndexOf('~', _at);
            int end = tilde < 0 ? format.Length : tilde;
            if (end > _at)
            {
                pieces.Add(new FormatDirective { Text = format[_at..end] });
            }

            _at = end;
            if (tilde >= 0)
            {
                _at++;
                pieces.Add(Directive());
            }
        }

        return _argument == arguments.Count && arguments.IsProper ? pieces : throw BuiltIn.BadArgument();
    }

    private FormatDirective Directive()
    {
        bool isMinus = Accept('-');
        int? width = Number();
        if (isMinus)
        {
            width = width is { } given ? -given : throw BuiltIn.BadArgument();
        }

        int? precision = Accept('.') ? Number() : null;
        string pad = Accept('.') ? PadCharacter() : " ";
        bool isUnicode = false;
        bool showsStrings = true;
        while (_at < format.Length && format[_at] is 't' or 'l')
        {
            isUnicode |= format[_at] == 't';
            showsStrings &= format[_at] != 'l';
            _at++;
        }

        char control = Next();
        return new FormatDirective
        {
            Control = control,
            Width = width is { } w ? Math.Abs(w) : null,
            IsLeft = width < 0,
            Precision = precision,
            Pad = pad,
            IsUnicode = isUnicode,
            ShowsStrings = showsStrings,
            Arguments = Take(CountOf(control)),
        };
    }

    private static int CountOf(char control) => control switch
    {
        '~' or 'n' => 0,
        'w' or 'p' or 's' or 'e' or 'f' or 'g' or 'b' or 'B' or '+' or '#' or 'c' or 'i' => 1,
        'W' or 'P' or 'x' or 'X' => 2,
        _ => throw BuiltIn.BadArgument(),
    };

    private char Next() => _at < format.Length ? format[_at++] : throw BuiltIn.BadArgument();

    private bool Accept(char expected)
    {
        bool isThere = _at < format.Length && format[_at] == expected;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Digits, or <c>*</c> for the next argument.</summary>
    private int? Number()
    {
        if (_at < format.Length && format[_at] == '*')
        {
            _at++;
            return Take(1)[0] is ErlInteger(long given and >= -MaxField and <= MaxField) ? (int)given : throw BuiltIn.BadArgument();
        }

        int? number = null;
        while (_at < format.Length && char.IsAsciiDigit(format[_at]))
        {
            number = ((number ?? 0) * 10) + (format[_at++] - '0');
            if (number > MaxField)
            {
                throw BuiltIn.BadArgument();
            }
        }

        return number;
    }

    private string PadCharacter()
    {
        if (Accept('*'))
        {
            return Take(1)[0] is ErlInteger(long code) && code is >= 0 and <= 0x10FFFF && Rune.TryCreate((int)code, out Rune given)
                ? given.ToString()
                : throw BuiltIn.BadArgument();
        }

        if (_at >= format.Length)
        {
            throw BuiltIn.BadArgument();
        }

        Rune.DecodeFromUtf16(format.AsSpan(_at), out Rune pad, out int length);
        _at += length;
        return pad.ToString();
    }

    private ErlTerm[] Take(int count)
    {
        if (arguments.Count - _argument < count)
        {
            throw BuiltIn.BadArgument();
        }

        var taken = new ErlTerm[count];
        for (int i = 0; i < count; i++)
        {
            taken[i] = arguments[_argument++];
        }

        return taken;
    }
}
