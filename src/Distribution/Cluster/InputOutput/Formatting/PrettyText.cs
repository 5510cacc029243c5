using System.Text;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Terms as <c>~p</c> and <c>~P</c> show them: strings as text, and lines broken where they would become too long.</summary>
internal static class PrettyText
{
    /// <summary>Indentations of the elements of tagged tuples, in the order in which they are tried: below the first element, then few columns.</summary>
    private static readonly int[] IndentationsValue = [-1, 4];

    /// <summary>Shows a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="depth">How deep and how long; negative for all of it.</param>
    /// <param name="column">Where it begins, from 1.</param>
    /// <param name="lineLength">Characters of a line; 0 never breaks.</param>
    /// <param name="directive">Encoding and whether strings are text.</param>
    /// <param name="room">Most characters.</param>
    /// <exception cref="Chan.Distribution.Processes.TermException"><c>system_limit</c>: there are more.</exception>
    public static string Of(ErlTerm term, int depth, int column, int lineLength, FormatDirective directive, int room)
    {
        if (depth == 0)
        {
            return "...";
        }

        column = Math.Max(column, 1);
        PrettyNode node = new PrettyMeasure(directive.IsUnicode, directive.ShowsStrings).Measure(term, depth);
        if (node.Length > room)
        {
            throw IoFormat.TooLong();
        }

        var output = new StringBuilder();
        if (lineLength == 0 || node.Kind == PrettyKind.Text || node.Length < lineLength - column)
        {
            node.AppendTo(output);
            return output.ToString();
        }

        int indentation = 1;
        foreach (int candidate in IndentationsValue)
        {
            if (new PrettyLayout(new StringBuilder(), lineLength, node.Length, candidate, room, isTrial: true).TryLay(node, column))
            {
                indentation = candidate;
                break;
            }
        }

        new PrettyLayout(output, lineLength, node.Length, indentation, room, isTrial: false).TryLay(node, column);
        return output.ToString();
    }
}
