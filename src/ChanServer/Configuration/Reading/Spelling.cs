namespace Chan.Server.Configuration.Reading;

/// <summary>Finds the word that somebody probably meant.</summary>
internal static class Spelling
{
    /// <summary>Longest word compared: the cost grows with the square, and no known key is longer.</summary>
    private const int MaxLength = 64;

    /// <summary>The nearest candidate, if it is near enough to be worth asking for.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        (string Candidate, int Distance)[] ranked =
        [
            .. candidates.Where(candidate => candidate.Length is > 0 and <= MaxLength)
                .Select(candidate => (Candidate: candidate, Distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
                .OrderBy(entry => entry.Distance),
        ];
        return ranked.Length > 0 && ranked[0].Distance <= Math.Max(1, Math.Min(word.Length, ranked[0].Candidate.Length) / 3)
            ? ranked[0].Candidate
            : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.</summary>
    private static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Step(cost, from, to, i, j);
            }
        }

        return cost[from.Length, to.Length];
    }

    private static int Step(int[,] cost, string from, string to, int i, int j)
    {
        int replace = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        int best = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }
}
