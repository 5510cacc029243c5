namespace Chan.Terms.Tests.External;

/// <summary>The lines of the vector files, which real Erlang nodes wrote.</summary>
internal static class EncodingVectors
{
    /// <summary>Text or expression of a term, and its encoding.</summary>
    public static IEnumerable<(string Text, byte[] Bytes)> Terms
        => Lines("etf-vectors.txt").Select(parts => (parts[0], Convert.FromHexString(parts[1])));

    /// <summary>An encoding, what Erlang encodes it to again (null: refuses), and a note.</summary>
    public static IEnumerable<(byte[] Bytes, byte[]? Again, string Note)> Decodings
        => Lines("etf-decode-vectors.txt")
            .Select(parts => (Convert.FromHexString(parts[0]), parts[1] == "REJECT" ? null : Convert.FromHexString(parts[1]), parts[2]));

    private static IEnumerable<string[]> Lines(string file)
        => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", file))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'));
}
