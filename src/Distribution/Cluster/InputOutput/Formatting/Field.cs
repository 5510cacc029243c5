using System.Globalization;
using System.Text;
using Chan.Distribution.Processes.Modules;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Puts texts into fields of a width, with a precision and a padding character.</summary>
internal static class Field
{
    /// <summary>A number or a term: stars where it does not fit.</summary>
    public static string Whole(string text, FormatDirective directive, int? width, int? precision)
    {
        if ((width ?? precision) is not { } field)
        {
            return text;
        }

        int length = CharData.Length(text);
        int room = Math.Min(length, Math.Min(precision ?? field, field));
        return room < 0 ? throw BuiltIn.BadArgument()
            : length > room ? Adjust(new string('*', room), field - room, directive)
            : Adjust(text, field - length, directive);
    }

    /// <summary>A text: cut where it does not fit.</summary>
    public static string Text(string text, FormatDirective directive)
    {
        int length = CharData.Length(text);
        return (directive.Width, directive.Precision) switch
        {
            (null, null) => text,
            ({ } width, null) => Fit(text, length, width, directive),
            (null, { } precision) => Fit(text, length, precision, directive with { IsLeft = true }),
            ({ } width, { } precision) when width == precision => Fit(text, length, width, directive),
            ({ } width, { } precision) when width > precision && precision >= 0
                => Adjust(Fit(text, length, precision, directive with { IsLeft = true }), width - precision, directive),
            _ => throw BuiltIn.BadArgument(),
        };
    }

    /// <summary>A character, as often as the precision or else the width says.</summary>
    public static string Character(string character, FormatDirective directive) => (directive.Width, directive.Precision) switch
    {
        (null, null) => character,
        ({ } width, null) => Repeat(character, width),
        (null, { } precision) => Repeat(character, precision),
        ({ } width, { } precision) when width >= precision => Adjust(Repeat(character, precision), width - precision, directive),
        _ => throw BuiltIn.BadArgument(),
    };

    public static string Repeat(string character, int count)
        => count >= 0 ? new StringBuilder(character.Length * count).Insert(0, character, count).ToString() : throw BuiltIn.BadArgument();

    private static string Adjust(string text, int padding, FormatDirective directive)
        => directive.IsLeft ? text + Repeat(directive.Pad, padding) : Repeat(directive.Pad, padding) + text;

    private static string Fit(string text, int length, int width, FormatDirective directive)
        => width < 0 ? throw BuiltIn.BadArgument()
            : length > width ? Cut(text, width, directive.IsUnicode)
            : Adjust(text, width - length, directive);

    /// <summary>The first characters: those that a reader sees as one count as one where the text is Unicode.</summary>
    private static string Cut(string text, int count, bool isUnicode)
    {
        int end = 0;
        for (; count > 0 && end < text.Length; count--)
        {
            end += isUnicode ? StringInfo.GetNextTextElementLength(text, end) : 1;
        }

        return text[..end];
    }
}
