namespace Chan.Server.Configuration.Parsing;

/// <summary>Finds what of a JSON file may not be shown in a report.</summary>
/// <remarks>
/// Works on tokens, not on structure, because reports are needed most for files that are broken. Only values of keys known
/// not to be secret are shown: a mistyped key, a missing comma or a forgotten quote does not bring a password to light.
/// </remarks>
internal static class JsonSecretMask
{
    /// <summary>The spans to mask, ascending and disjoint.</summary>
    /// <param name="tokens">All tokens of the file.</param>
    /// <param name="comments">Insides of comments: old passwords end up there.</param>
    /// <param name="showable">Says whether values of a key may be shown.</param>
    public static IReadOnlyList<TextSpan> Find(
        IReadOnlyList<JsonToken> tokens, IReadOnlyList<TextSpan> comments, Func<string, bool> showable)
    {
        List<TextSpan> masked = [.. comments];
        bool show = false;
        for (int i = 0; i < tokens.Count; i++)
        {
            JsonToken token = tokens[i];
            if (token.Kind is not (JsonTokenKind.String or JsonTokenKind.Word))
            {
                continue;
            }

            bool isKey = i + 1 < tokens.Count && tokens[i + 1].Kind == JsonTokenKind.Colon;
            bool standsWhereKeysDo = i == 0 || tokens[i - 1].Kind is JsonTokenKind.LeftBrace or JsonTokenKind.Comma;
            if (isKey)
            {
                bool known = showable(token.Value);
                bool hide = !known && !standsWhereKeysDo;
                show = known;
                if (!hide)
                {
                    continue;
                }
            }
            else if (show)
            {
                continue;
            }

            AddInside(masked, token);
        }

        masked.Sort((a, b) => a.Start.CompareTo(b.Start));
        return masked;
    }

    /// <summary>The spans to mask in a file whose structure is broken, where nothing can be said about what is a value: all but known keys.</summary>
    public static IReadOnlyList<TextSpan> FindInBroken(
        IReadOnlyList<JsonToken> tokens, IReadOnlyList<TextSpan> comments, Func<string, bool> known)
    {
        List<TextSpan> masked = [.. comments];
        foreach (JsonToken token in tokens.Where(token => token.Kind is JsonTokenKind.String or JsonTokenKind.Word).Where(token => !known(token.Value)))
        {
            AddInside(masked, token);
        }

        masked.Sort((a, b) => a.Start.CompareTo(b.Start));
        return masked;
    }

    // The quotes stay, so that the line can still be recognised.
    private static void AddInside(List<TextSpan> masked, JsonToken token)
    {
        int quotes = token.Kind != JsonTokenKind.String ? 0 : token.Fault == JsonToken.Unterminated ? 1 : 2;
        int start = token.Span.Start + Math.Min(quotes, 1);
        int length = token.Span.Length - quotes;
        if (length > 0)
        {
            masked.Add(new(start, length));
        }
    }
}
