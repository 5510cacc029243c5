using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>A piece of a format: text, or one directive such as <c>~10.2.0f</c> with its arguments.</summary>
internal sealed record FormatDirective
{
    /// <summary>Text to be copied; <see langword="null"/> for a directive.</summary>
    public string? Text { get; init; }

    /// <summary>The letter of the directive.</summary>
    public char Control { get; init; }

    public int? Width { get; init; }

    public bool IsLeft { get; init; }

    public int? Precision { get; init; }

    /// <summary>The padding character, a string because it may be outside the basic plane.</summary>
    public string Pad { get; init; } = " ";

    /// <summary>Modifier <c>t</c>: text is Unicode, not Latin-1.</summary>
    public bool IsUnicode { get; init; }

    /// <summary>Modifier <c>l</c> switches it off: lists of characters are shown as text.</summary>
    public bool ShowsStrings { get; init; } = true;

    /// <summary>The one or two terms that the directive takes; none for <c>~n</c> and <c>~~</c>.</summary>
    public IReadOnlyList<ErlTerm> Arguments { get; init; } = [];
}
