using System.Text;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Lays a term out over lines, at the places where Erlang breaks them.</summary>
/// <param name="output">Receives the text.</param>
/// <param name="lineLength">Characters of a line.</param>
/// <param name="total">Characters of the whole term on one line.</param>
/// <param name="tagIndentation">Indentation of what follows the tag of a tuple; not positive: below the first element.</param>
/// <param name="room">Most characters: what indentation makes of a term may be far longer than the term.</param>
/// <param name="isTrial">Whether to give up where the indentation moves too far to the right.</param>
/// <remarks>
/// In all methods: <c>column</c> is where the item begins, <c>closing</c> how many brackets follow it on its line, <c>used</c> what stands on
/// the line already. A result is how far the item moved the column; the whole line length forces a break before what follows.
/// </remarks>
internal sealed class PrettyLayout(StringBuilder output, int lineLength, int total, int tagIndentation, int room, bool isTrial)
{
    /// <summary>Indentation of a map's value below its key.</summary>
    private const int ValueIndentation = 4;

    /// <summary>The least numbers of a binary on a line, in characters.</summary>
    private const int MinBinaryLine = 8;

    private bool _isTooFar;

    /// <summary>False when the trial was given up.</summary>
    public bool TryLay(PrettyNode node, int column)
    {
        Lay(node, column, 0, 0);
        return !_isTooFar;
    }

    private void Lay(PrettyNode node, int column, int closing, int used)
    {
        if (_isTooFar)
        {
            return;
        }

        if (Fits(node, column, closing, used))
        {
            node.AppendTo(output);
            return;
        }

        switch (node.Kind)
        {
            case PrettyKind.List:
                output.Append('[');
                LayItems(node, 0, column + 1, closing, '|', used + 1);
                output.Append(']');
                break;
            case PrettyKind.Tuple:
                output.Append('{');
                LayItems(node, 0, column + 1, closing, ',', used + 1);
                output.Append('}');
                break;
            case PrettyKind.TaggedTuple:
                output.Append('{');
                LayTagged(node, column, closing, used + 1);
                output.Append('}');
                break;
            case PrettyKind.Map:
                output.Append("#{");
                LayPairs(node, column + 2, closing, used + (isTrial ? 2 : 1));
                output.Append('}');
                break;
            case PrettyKind.Binary:
                LayBinary(node, column + 2, closing, used);
                break;
            default:
                node.AppendTo(output);
                break;
        }
    }

    private bool Fits(PrettyNode node, int column, int closing, int used)
        => node.Length < lineLength - column - closing && node.Length + used + closing <= total;

    /// <summary>Whether an item fits behind a comma on the line, with the brackets that follow it.</summary>
    private bool Follows(PrettyNode node, int column, int closing, int used) => node.IsAtomic && (closing == 0
        ? node.Length + 2 < lineLength - column && used + node.Length + 2 <= total
        : node.Length + 1 < lineLength - column - closing && used + node.Length + 1 + closing <= total);

    private static int ClosingAfter(PrettyNode parent, int index, int closing) => index + 1 < parent.Items.Length ? 0 : closing + 1;

    private void LayTagged(PrettyNode tuple, int column, int closing, int used)
    {
        PrettyNode tag = tuple.Items[0];
        tag.AppendTo(output);
        int below = tag.Length + 2;
        if (tagIndentation > 0 && below > tagIndentation)
        {
            int indented = column + tagIndentation;
            _isTooFar |= isTrial && total + indented > lineLength && indented > lineLength / 2;
            LayRest(tuple, 1, indented, column + below, closing, ',', used + tag.Length);
            return;
        }

        column += below;
        _isTooFar |= isTrial && total + column >= lineLength && column >= lineLength / 2;
        output.Append(',');
        LayItems(tuple, 1, column, closing, ',', used + tag.Length + 1);
    }

    private void LayItems(PrettyNode parent, int first, int column, int closing, char beforeTail, int used)
    {
        if (first == parent.Items.Length)
        {
            // Only dots are left: everything else has a first item.
            parent.Tail!.AppendTo(output);
            return;
        }

        int width = LayElement(parent.Items[first], column, ClosingAfter(parent, first, closing), used);
        LayRest(parent, first + 1, column, column + width, closing, beforeTail, used + width);
    }

    private void LayRest(PrettyNode parent, int first, int start, int column, int closing, char beforeTail, int used)
    {
        for (int i = first; i < parent.Items.Length && !_isTooFar; i++)
        {
            PrettyNode item = parent.Items[i];
            int after = ClosingAfter(parent, i, closing);
            output.Append(',');
            if (Follows(item, column, after, used))
            {
                item.AppendTo(output);
                column += item.Length + 1;
                used += item.Length + 1;
            }
            else
            {
                BreakLine(start);
                used = LayElement(item, start, after, 0);
                column = start + used;
            }
        }

        if (parent.Tail is { } tail)
        {
            LayTail(tail, start, column, closing, beforeTail, used);
        }
    }

    private void LayTail(PrettyNode tail, int start, int column, int closing, char separator, int used)
    {
        output.Append(separator);
        bool isBehind = tail.Kind == PrettyKind.Dots
            || (tail.IsAtomic && tail.Length + 1 < lineLength - column - (closing + 1) && tail.Length + 1 + used + closing + 1 <= total);
        if (isBehind)
        {
            tail.AppendTo(output);
            return;
        }

        BreakLine(start);
        Lay(tail, isTrial ? column : start, closing + 1, 0);
    }

    private int LayElement(PrettyNode item, int column, int closing, int used)
    {
        if (item.Kind == PrettyKind.Pair)
        {
            return LayPair(item, column, closing, used);
        }

        if (item.IsAtomic && Fits(item, column, closing, used))
        {
            item.AppendTo(output);
            return item.Length;
        }

        Lay(item, column, closing, used);
        return lineLength;
    }

    private void LayPairs(PrettyNode map, int start, int closing, int used)
    {
        int width = LayPair(map.Items[0], start, ClosingAfter(map, 0, closing), used);
        LayRest(map, 1, start, start + width, closing, ',', isTrial ? used + width : width);
    }

    private int LayPair(PrettyNode pair, int column, int closing, int used)
    {
        if (Fits(pair, column, closing, used))
        {
            pair.AppendTo(output);
            return pair.IsAtomic ? pair.Length : lineLength;
        }

        int indentation = tagIndentation > 0 ? tagIndentation : ValueIndentation;
        Lay(pair.Items[0], column, closing, used);
        output.Append(" =>");
        BreakLine(column + indentation);
        Lay(pair.Items[1], column + indentation, closing, 0);
        return lineLength;
    }

    private void LayBinary(PrettyNode binary, int column, int closing, int used)
    {
        int room = Math.Max(MinBinaryLine, Math.Min(lineLength - column, total - 4 - used) - closing);
        int left = room;
        output.Append("<<");
        for (int i = 0; i < binary.Items.Length; i++)
        {
            bool isLast = i == binary.Items.Length - 1;
            int length = binary.Items[i].Length + (isLast ? 0 : 1);
            if (left < length)
            {
                BreakLine(column);
                left = room;
            }

            left -= length;
            output.Append(binary.Items[i].Text).Append(isLast ? string.Empty : ",");
        }

        output.Append(">>");
    }

    private void BreakLine(int column)
    {
        if (output.Length + column > room)
        {
            throw IoFormat.TooLong();
        }

        output.Append('\n').Append(' ', column - 1);
    }
}
