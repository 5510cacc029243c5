using System.Text;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>A term cut to its depth, with the length that it takes on one line.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="Length">Characters on one line, brackets and separators included.</param>
/// <param name="Text">Of <see cref="PrettyKind.Text"/>.</param>
/// <param name="Items">Elements, pairs, key and value, or the numbers of a binary as texts.</param>
/// <param name="Tail">Of an improper list, or the dots where the rest is left out.</param>
internal sealed record PrettyNode(PrettyKind Kind, int Length, string Text, PrettyNode[] Items, PrettyNode? Tail)
{
    /// <summary>What stands for parts that are left out.</summary>
    public static readonly PrettyNode Dots = new(PrettyKind.Dots, 3, "...", [], null);

    /// <summary>Whether it is one text that is never broken.</summary>
    public bool IsAtomic => Kind == PrettyKind.Text || (Kind == PrettyKind.Pair && Items[0].IsAtomic && Items[1].IsAtomic);

    public static PrettyNode OfText(string text) => new(PrettyKind.Text, CharData.Length(text), text, [], null);

    /// <summary>Appends it on one line.</summary>
    public void AppendTo(StringBuilder output)
    {
        switch (Kind)
        {
            case PrettyKind.Text or PrettyKind.Dots:
                output.Append(Text);
                break;
            case PrettyKind.Binary:
                AppendItems(output, "<<", ">>", ',');
                break;
            case PrettyKind.List:
                AppendItems(output, "[", "]", '|');
                break;
            case PrettyKind.Map:
                AppendItems(output, "#{", "}", ',');
                break;
            case PrettyKind.Pair:
                Items[0].AppendTo(output);
                output.Append(" => ");
                Items[1].AppendTo(output);
                break;
            default:
                AppendItems(output, "{", "}", ',');
                break;
        }
    }

    private void AppendItems(StringBuilder output, string open, string close, char beforeTail)
    {
        output.Append(open);
        for (int i = 0; i < Items.Length; i++)
        {
            if (i > 0)
            {
                output.Append(',');
            }

            Items[i].AppendTo(output);
        }

        if (Tail is not null)
        {
            if (Items.Length > 0)
            {
                output.Append(beforeTail);
            }

            Tail.AppendTo(output);
        }

        output.Append(close);
    }
}
