namespace Chan.Server.Configuration.Parsing;

/// <summary>A piece of a text: from <paramref name="Start"/>, <paramref name="Length"/> UTF-16 units.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>First offset behind the piece.</summary>
    public int End => Start + Length;
}
