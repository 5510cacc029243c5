using System.Text;

namespace Chan.Terms.Syntax;

/// <summary>Prints terms in Erlang syntax on one line.</summary>
/// <remarks>
/// The text is that of <c>io_lib:format("~0tp", [Term])</c> in an Erlang started with <c>+pc unicode</c> (<c>~tp</c> differs only in that it
/// breaks lines at 80 columns). Three things are printed otherwise, the first two so that <see cref="TermParser"/> can read them back:
/// pids, ports and references of a named node, where Erlang prints a number of its own in place of the node and we print node and
/// creation, as in <c>&lt;a@b/3.9.0&gt;</c>; reserved words and names outside ASCII in external funs, which OTP 25 does not quote and garbles;
/// and maps over 32 pairs, which Erlang prints in hash order and we in key order. Closures
/// (<c>#Fun&lt;…&gt;</c>) cannot be read back.
/// </remarks>
public static class TermPrinter
{
    /// <summary>Prints a term.</summary>
    /// <param name="term">The term.</param>
    /// <returns>Its text, without a final dot.</returns>
    public static string Print(ErlTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return Print(term, new PrintLimit(new StringBuilder(), int.MaxValue));
    }

    /// <summary>Prints a term as far as there is room. Time and memory depend on the room alone, whatever the size of the term.</summary>
    /// <remarks>What is cut decides by its beginning whether it is printed as text or as numbers.</remarks>
    /// <param name="term">The term.</param>
    /// <param name="maxLength">Most characters of the text; one that is longer ends there, with <c>...</c> behind it.</param>
    /// <returns>Its text, without a final dot.</returns>
    public static string Print(ErlTerm term, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        return Print(term, new PrintLimit(new StringBuilder(), maxLength));
    }

    private static string Print(ErlTerm term, PrintLimit output)
    {
        var open = new Stack<Frame>();
        PrintOrOpen(output, open, term);
        while (open.Count > 0 && !output.IsOver)
        {
            Frame frame = open.Pop();
            (string separator, ErlTerm? child) = frame.Container switch
            {
                ErlTuple tuple => NextOfTuple(tuple, frame.Next),
                ErlMap map => NextOfMap(map, frame.Next),
                _ => NextOfList((ErlList)frame.Container, frame.Next),
            };
            output.Text.Append(separator);
            if (child is not null)
            {
                open.Push(frame with { Next = frame.Next + 1 });
                PrintOrOpen(output, open, child);
            }
        }

        return output.ToText();
    }

    private static (string Separator, ErlTerm? Child) NextOfTuple(ErlTuple tuple, int index)
        => index == tuple.Count ? ("}", null) : (index == 0 ? string.Empty : ",", tuple[index]);

    private static (string Separator, ErlTerm? Child) NextOfMap(ErlMap map, int index)
    {
        if (index == 2 * map.Count)
        {
            return ("}", null);
        }

        bool isValue = index % 2 == 1;
        return (isValue ? " => " : index == 0 ? string.Empty : ",", map.Pairs[index]);
    }

    private static (string Separator, ErlTerm? Child) NextOfList(ErlList list, int index)
    {
        if (index < list.Count)
        {
            return (index == 0 ? string.Empty : ",", list[index]);
        }

        return index == list.Count && !list.IsProper ? ("|", list.Tail) : ("]", null);
    }

    private static void PrintOrOpen(PrintLimit limit, Stack<Frame> open, ErlTerm term)
    {
        StringBuilder output = limit.Text;
        switch (term)
        {
            case ErlTuple:
                output.Append('{');
                break;
            case ErlMap:
                output.Append("#{");
                break;
            case ErlList list when list.Count == 0:
                output.Append("[]");
                return;
            case ErlList list when IsPrintable(list, limit.Take(list.Count)):
                QuotedText.Append(output, TextOf(list, limit.Take(list.Count)), '"');
                return;
            case ErlList:
                output.Append('[');
                break;
            default:
                LeafPrinter.Print(limit, term);
                return;
        }

        open.Push(new Frame(term, 0));
    }

    private static bool IsPrintable(ErlList list, int count)
    {
        if (!list.IsProper)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!list.TryGetInt64(i, out long value) || !NameCharacters.IsPrintable(value))
            {
                return false;
            }
        }

        return true;
    }

    private static string TextOf(ErlList list, int count)
    {
        if (count == list.Count)
        {
            list.TryGetString(out string whole);
            return whole;
        }

        var text = new StringBuilder(count);
        Span<char> characters = stackalloc char[2];
        for (int i = 0; i < count; i++)
        {
            list.TryGetInt64(i, out long value);
            text.Append(characters[..new Rune((int)value).EncodeToUtf16(characters)]);
        }

        return text.ToString();
    }

    private readonly record struct Frame(ErlTerm Container, int Next);
}
