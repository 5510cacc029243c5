using System.Runtime.CompilerServices;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Makes the nodes of a term.</summary>
internal sealed class PrettyMeasure(bool isUnicode, bool showsStrings)
{
    /// <param name="term">The term.</param>
    /// <param name="depth">How deep and how long; negative for all of it, not 0.</param>
    public PrettyNode Measure(ErlTerm term, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return term switch
        {
            ErlAtom atom => PrettyNode.OfText(LeafText.Atom(atom, isUnicode)),
            ErlList { Count: > 0 } list => showsStrings && depth != 1 && LeafText.String(list, isUnicode) is { } text
                ? PrettyNode.OfText(text)
                : List(list, depth),
            ErlTuple { Count: > 0 } tuple => Tuple(tuple, depth),
            ErlMap { Count: > 0 } map => Map(map, depth),
            ErlBinary { Count: 0 } => PrettyNode.OfText("<<>>"),
            ErlBinary or ErlBitString => Binary(term, depth),
            _ => PrettyNode.OfText(term.ToString()),
        };
    }

    private static PrettyNode Of(PrettyKind kind, int brackets, List<PrettyNode> items, PrettyNode? tail)
    {
        int length = brackets + Math.Max(items.Count - 1, 0);
        foreach (PrettyNode item in items)
        {
            length += item.Length;
        }

        length += tail is null ? 0 : tail.Length + (items.Count > 0 ? 1 : 0);
        return new PrettyNode(kind, length, string.Empty, [.. items], tail);
    }

    private PrettyNode List(ErlList list, int depth)
    {
        var items = new List<PrettyNode>();
        PrettyNode? tail = null;
        for (int i = 0; i < list.Count && tail is null; i++)
        {
            if (depth == 1)
            {
                tail = PrettyNode.Dots;
                break;
            }

            items.Add(Measure(list[i], --depth));
        }

        if (!list.IsProper && tail is null)
        {
            tail = depth == 1 ? PrettyNode.Dots : Measure(list.Tail, depth - 1);
        }

        return Of(PrettyKind.List, 2, items, tail);
    }

    private PrettyNode Tuple(ErlTuple tuple, int depth)
    {
        if (depth == 1)
        {
            return PrettyNode.OfText("{...}");
        }

        var items = new List<PrettyNode>();
        PrettyNode? tail = null;
        for (int i = 0; i < tuple.Count && tail is null; i++)
        {
            if (depth == 1)
            {
                tail = PrettyNode.Dots;
            }
            else
            {
                items.Add(Measure(tuple[i], --depth));
            }
        }

        return Of(tuple.Count > 1 && tuple[0] is ErlAtom ? PrettyKind.TaggedTuple : PrettyKind.Tuple, 2, items, tail);
    }

    private PrettyNode Map(ErlMap map, int depth)
    {
        if (depth == 1)
        {
            return PrettyNode.OfText("#{...}");
        }

        int within = depth - 1;
        var pairs = new List<PrettyNode>();
        PrettyNode? tail = null;
        foreach ((ErlTerm key, ErlTerm value) in map)
        {
            if (depth-- == 1)
            {
                tail = PrettyNode.Dots;
                break;
            }

            PrettyNode[] pair = [Measure(key, within), Measure(value, within)];
            pairs.Add(new PrettyNode(PrettyKind.Pair, pair[0].Length + 4 + pair[1].Length, string.Empty, pair, null));
        }

        return Of(PrettyKind.Map, 3, pairs, tail);
    }

    private PrettyNode Binary(ErlTerm binary, int depth)
    {
        if (depth == 1)
        {
            return PrettyNode.OfText("<<...>>");
        }

        if (showsStrings && binary is ErlBinary whole && LeafText.Binary(whole, depth, isUnicode) is { } text)
        {
            return PrettyNode.OfText(text);
        }

        return Of(PrettyKind.Binary, 4, [.. BinaryText.Numbers(binary, depth).Select(PrettyNode.OfText)], null);
    }
}
