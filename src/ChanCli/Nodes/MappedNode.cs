using Chan.Distribution.Net.Names;
using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>One node of a map: what it says it sees, or why it said nothing.</summary>
internal sealed record MappedNode(NodeName Name)
{
    /// <summary>The nodes that it is connected with and that show themselves.</summary>
    public IReadOnlyList<string> Visible { get; init; } = [];

    /// <summary>The other nodes that it is connected with, without this command's own.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Time of a question to it and back.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Why it could not be asked; null if it answered.</summary>
    public string? Fault { get; init; }

    /// <summary>As a map, for scripts.</summary>
    public ErlMap ToTerm() => Fault is { } fault
        ? ErlTerm.Map((ErlTerm.Atom("node"), Name.Atom), (Atoms.Error, ErlTerm.Utf8(fault)))
        : ErlTerm.Map(
            (ErlTerm.Atom("node"), Name.Atom),
            (ErlTerm.Atom("round_trip_ms"), RoundTrip.TotalMilliseconds),
            (ErlTerm.Atom("visible"), List(Visible)),
            (Atoms.Hidden, List(Hidden)));

    private static ErlList List(IReadOnlyList<string> names) => ErlTerm.List([.. names.Select(ErlTerm.Atom)]);
}
