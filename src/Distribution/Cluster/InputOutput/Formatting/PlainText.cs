using System.Runtime.CompilerServices;
using System.Text;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Terms as <c>~w</c> and <c>~W</c> show them: on one line, lists and binaries as numbers.</summary>
internal static class PlainText
{
    /// <summary>Shows a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="depth">How deep and how long; negative for all of it.</param>
    /// <param name="isUnicode">Whether atoms may show characters outside Latin-1.</param>
    public static string Of(ErlTerm term, int depth, bool isUnicode)
    {
        var output = new StringBuilder();
        Append(output, term, depth, isUnicode);
        return output.ToString();
    }

    private static void Append(StringBuilder output, ErlTerm term, int depth, bool isUnicode)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (depth == 0)
        {
            output.Append("...");
            return;
        }

        switch (term)
        {
            case ErlAtom atom:
                output.Append(LeafText.Atom(atom, isUnicode));
                break;
            case ErlBinary or ErlBitString:
                output.Append("<<").AppendJoin(',', BinaryText.Numbers(term, depth)).Append(">>");
                break;
            case ErlList { Count: > 0 } list:
                AppendList(output, list, depth, isUnicode);
                break;
            case ErlTuple { Count: > 0 } tuple:
                AppendTuple(output, tuple, depth, isUnicode);
                break;
            case ErlMap { Count: > 0 } map:
                AppendMap(output, map, depth, isUnicode);
                break;
            default:
                output.Append(term);
                break;
        }
    }

    private static void AppendList(StringBuilder output, ErlList list, int depth, bool isUnicode)
    {
        output.Append('[');
        for (int i = 0; i < list.Count; i++, depth--)
        {
            if (depth == 1)
            {
                output.Append(i == 0 ? "...]" : "|...]");
                return;
            }

            output.Append(i == 0 ? string.Empty : ",");
            Append(output, list[i], depth - 1, isUnicode);
        }

        if (!list.IsProper)
        {
            output.Append('|');
            Append(output, list.Tail, depth - 1, isUnicode);
        }

        output.Append(']');
    }

    private static void AppendTuple(StringBuilder output, ErlTuple tuple, int depth, bool isUnicode)
    {
        output.Append('{');
        for (int i = 0; i < tuple.Count; i++, depth--)
        {
            output.Append(i == 0 ? string.Empty : ",");
            if (depth == 1)
            {
                output.Append("...");
                break;
            }

            Append(output, tuple[i], depth - 1, isUnicode);
        }

        output.Append('}');
    }

    private static void AppendMap(StringBuilder output, ErlMap map, int depth, bool isUnicode)
    {
        output.Append("#{");
        int within = depth - 1;
        bool isFirst = true;
        foreach ((ErlTerm key, ErlTerm value) in depth == 1 ? ErlMap.Empty : map)
        {
            output.Append(isFirst ? string.Empty : ",");
            isFirst = false;
            Append(output, key, within, isUnicode);
            output.Append(" => ");
            Append(output, value, within, isUnicode);
            if (--depth == 1)
            {
                // Also after the last pair: Erlang looks at the depth before it looks whether there is more.
                output.Append(",...");
                break;
            }
        }

        output.Append('}');
    }
}
