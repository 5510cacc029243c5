using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>A function to call, with its arguments.</summary>
internal sealed record RemoteFunction(ErlAtom Module, ErlAtom Function, IReadOnlyList<ErlTerm> Arguments)
{
    /// <summary>As Erlang names it: <c>lists:seq/2</c>.</summary>
    public override string ToString() => $"{Module}:{Function}/{Arguments.Count}";
}
