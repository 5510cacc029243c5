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
        var output = new StringBuilder();
        var open = new Stack<Frame>();
        PrintOrOpen(output, open, term);
        while (open.Count > 0)
        {
            Frame frame = open.Pop();
            (string separator, ErlTerm? child) = frame.Container switch
            {
                ErlTuple tuple => NextOfTuple(tuple, frame.Next),
                ErlMap map => NextOfMap(map, frame.Next),
                _ => NextOfList((ErlList)frame.Container, frame.Next),
            };
            output.Append(separator);
            if (child is not null)
            {
                open.Push(frame with { Next = frame.Next + 1 });
                PrintOrOpen(output, open, child);
            }
        }

        return output.ToString();
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

    private static void PrintOrOpen(StringBuilder output, Stack<Frame> open, ErlTerm term)
    {
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
            case ErlList list when IsPrintable(list):
                list.TryGetString(out string text);
                QuotedText.Append(output, text, '"');
                return;
            case ErlList:
                output.Append('[');
                break;
            default:
                LeafPrinter.Print(output, term);
                return;
        }

        open.Push(new Frame(term, 0));
    }

    private static bool IsPrintable(ErlList list)
    {
        if (!list.IsProper)
        {
            return false;
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (!list.TryGetInt64(i, out long value) || !NameCharacters.IsPrintable(value))
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Frame(ErlTerm Container, int Next);
}
