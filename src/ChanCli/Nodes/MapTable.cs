namespace Chan.Cli.Nodes;

/// <summary>Prints a map for people: a row for each node, then what is not as in a full mesh.</summary>
internal static class MapTable
{
    private const string Gap = "  ";

    internal static void Write(TextWriter output, IReadOnlyList<MappedNode> nodes)
    {
        string[][] rows =
        [
            ["node", "round trip", "sees", "hidden"],
            .. nodes.Select(node => node.Fault is { } fault
                ? [node.Name.ToString(), "-", $"not asked: {fault}", ""]
                : new[] { node.Name.ToString(), $"{Milliseconds.Show(node.RoundTrip)} ms", Names(node.Visible), Names(node.Hidden) }),
        ];

        // A long reason must not push the column behind it away.
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Where(row => row[3].Length > 0 || column < 2).Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.Write(string.Join(Gap, row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell)).TrimEnd() + "\n");
        }

        foreach (string gap in Gaps(nodes))
        {
            output.Write(gap + "\n");
        }

        output.Flush();
    }

    /// <summary>Pairs of visible nodes of which one does not see the other; both must have answered.</summary>
    private static IEnumerable<string> Gaps(IReadOnlyList<MappedNode> nodes)
    {
        MappedNode[] asked = [.. nodes.Where(node => node.Fault is null)];
        for (int i = 0; i < asked.Length; i++)
        {
            for (int j = i + 1; j < asked.Length; j++)
            {
                (MappedNode a, MappedNode b) = (asked[i], asked[j]);
                switch (Sees(a, b), Sees(b, a))
                {
                    case (true, false):
                        yield return $"{a.Name} sees {b.Name}, which does not see it.";
                        break;
                    case (false, true):
                        yield return $"{b.Name} sees {a.Name}, which does not see it.";
                        break;
                    case (false, false):
                        yield return $"{a.Name} and {b.Name} are not connected.";
                        break;
                }
            }
        }
    }

    private static bool Sees(MappedNode a, MappedNode b)
        => a.Visible.Contains(b.Name.ToString(), StringComparer.Ordinal) || a.Hidden.Contains(b.Name.ToString(), StringComparer.Ordinal);

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "-" : string.Join(", ", names);
}
