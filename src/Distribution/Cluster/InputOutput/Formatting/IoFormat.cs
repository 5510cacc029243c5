using System.Globalization;
using System.Numerics;
using System.Text;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary><c>io_lib:format/2</c>.</summary>
/// <remarks>
/// The text is that of an Erlang started with <c>+pc unicode</c>, except where terms are shown otherwise: see
/// <see cref="Terms.Syntax.TermPrinter"/>.
/// </remarks>
internal static class IoFormat
{
    /// <summary>Columns of a line where <c>~p</c> is not told.</summary>
    private const int DefaultLineLength = 80;

    private const int TabWidth = 8;

    /// <summary>Characters of a whole text, where the caller does not want fewer: a format of a few characters can ask for any number.</summary>
    private const int MaxLength = 4 * 1024 * 1024;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Formats.</summary>
    /// <param name="format">A string, a binary or an atom.</param>
    /// <param name="arguments">The list of arguments.</param>
    /// <param name="limit">Most characters of the text.</param>
    /// <exception cref="TermException">
    /// <c>badarg</c>: the format is wrong, or does not go with the arguments. <c>system_limit</c>: the text would be too long, or a term is nested
    /// too deeply.
    /// </exception>
    public static string Format(ErlTerm format, ErlTerm arguments, int limit = MaxLength)
    {
        string? text = format switch
        {
            ErlAtom atom => atom.Name,
            ErlBinary binary => Encoding.Latin1.GetString(binary.Span),
            _ => CharData.TryReadUnicode(format, out string? read) ? read : null,
        };
        if (text is null || arguments is not ErlList list)
        {
            throw BuiltIn.BadArgument();
        }

        try
        {
            return Build(new FormatScanner(text, list).Scan(), limit);
        }
        catch (InsufficientExecutionStackException)
        {
            // Nested deeper than anything that a person could read.
            throw TooLong();
        }
    }

    /// <summary>The fault of a text that has no room.</summary>
    public static TermException TooLong() => TermException.Error(ErlTerm.Atom("system_limit"));

    private static string Build(List<FormatDirective> pieces, int limit)
    {
        var output = new StringBuilder();
        int column = 0;
        foreach (FormatDirective piece in pieces)
        {
            int room = limit - output.Length;
            string text = piece.Text ?? Directive(piece, column, room);
            if (text.Length > room)
            {
                throw TooLong();
            }

            output.Append(text);
            column = ColumnAfter(text, column);
        }

        return output.ToString();
    }

    private static int ColumnAfter(string text, int column)
    {
        foreach (char c in text)
        {
            column = c == '\n' ? 0 : c == '\t' ? (column + TabWidth) / TabWidth * TabWidth : char.IsLowSurrogate(c) ? column : column + 1;
        }

        return column;
    }

    private static string Directive(FormatDirective directive, int column, int room) => directive.Control switch
    {
        // The widths of the pretty ones are not those of their text.
        not ('p' or 'P' or 'i') when Math.Max(directive.Width ?? 0, directive.Precision ?? 0) > room => throw TooLong(),
        '~' => Field.Character("~", directive),
        'n' => directive.IsLeft ? throw BuiltIn.BadArgument() : Field.Repeat("\n", directive.Width ?? 1),
        'i' => string.Empty,
        'c' => Field.Character(Character(directive), directive),
        's' => Field.Text(Text(directive), directive),
        'w' => Field.Whole(PlainText.Of(directive.Arguments[0], -1, directive.IsUnicode, room), directive, directive.Width, directive.Precision),
        'W' => Field.Whole(
            PlainText.Of(directive.Arguments[0], Depth(directive), directive.IsUnicode, room), directive, directive.Width, directive.Precision),
        'p' => Pretty(directive, -1, column, room),
        'P' => Pretty(directive, Depth(directive), column, room),
        'e' or 'f' or 'g' => Float(directive),
        _ => Integer(directive),
    };

    private static string Character(FormatDirective directive)
        => directive.Arguments[0] is ErlInteger(var code) && Rune.TryCreate((int)(directive.IsUnicode ? InRange(code) : CodeOf(directive) & 255), out Rune rune)
            ? rune.ToString()
            : throw BuiltIn.BadArgument();

    private static long InRange(long? code) => code is >= 0 and <= 0x10FFFF ? code.Value : throw BuiltIn.BadArgument();

    private static BigInteger CodeOf(FormatDirective directive) => ((ErlInteger)directive.Arguments[0]).Value;

    private static string Text(FormatDirective directive)
    {
        string? text = directive.Arguments[0] switch
        {
            ErlAtom atom => directive.IsUnicode || atom.Name.All(c => c <= '\u00FF') ? atom.Name : null,
            var data when directive.IsUnicode => CharData.TryReadLenient(data, out string? read) ? read : null,
            var data => CharData.TryReadLatin1(data, out string? read) ? read : null,
        };
        return text ?? throw BuiltIn.BadArgument();
    }

    private static int Depth(FormatDirective directive)
        => directive.Arguments[1] is ErlInteger(long depth) ? (int)Math.Clamp(depth, int.MinValue, int.MaxValue) : throw BuiltIn.BadArgument();

    private static string Pretty(FormatDirective directive, int depth, int column, int room)
        => directive.IsLeft
            ? throw BuiltIn.BadArgument()
            : PrettyText.Of(
                directive.Arguments[0], depth, directive.Precision ?? column + 1, directive.Width ?? DefaultLineLength, directive, room);

    private static string Float(FormatDirective directive)
    {
        if (directive.Arguments[0] is not ErlFloat(var value))
        {
            throw BuiltIn.BadArgument();
        }

        int precision = directive.Precision ?? FloatFormat.DefaultPrecision;
        string text = directive.Control switch
        {
            'e' => FloatFormat.Scientific(value, precision),
            'f' => FloatFormat.Fixed(value, precision),
            _ => FloatFormat.General(value, precision),
        };
        return Field.Whole(text, directive, directive.Width, directive.Width);
    }

    private static string Integer(FormatDirective directive)
    {
        int radix = directive.Precision ?? 10;
        if (directive.Arguments[0] is not ErlInteger integer || radix is < 2 or > 36)
        {
            throw BuiltIn.BadArgument();
        }

        string prefix = directive.Control switch
        {
            'b' or 'B' => string.Empty,
            '+' or '#' => string.Create(CultureInfo.InvariantCulture, $"{radix}#"),
            _ => Prefix(directive.Arguments[1]),
        };
        string digits = InRadix(BigInteger.Abs(integer.Value), radix);
        string sign = integer.Value.Sign < 0 ? "-" : string.Empty;
        bool isLower = directive.Control is 'b' or 'x' or '+';
        return Field.Whole(sign + prefix + (isLower ? digits : digits.ToUpperInvariant()), directive, directive.Width, null);
    }

    private static string Prefix(ErlTerm prefix)
        => prefix is ErlAtom atom ? atom.Name
            : prefix is ErlList && CharData.TryReadUnicode(prefix, out string? text) ? text
            : throw BuiltIn.BadArgument();

    private static string InRadix(BigInteger value, int radix)
    {
        if (radix == 10)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var digits = new StringBuilder();
        do
        {
            value = BigInteger.DivRem(value, radix, out BigInteger digit);
            digits.Append(Digits[(int)digit]);
        }
        while (!value.IsZero);

        return string.Concat(digits.ToString().Reverse());
    }
}
