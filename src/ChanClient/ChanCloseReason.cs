using Chan.Terms;

namespace Chan.Client;

/// <summary>Why and how a connection ended. The first cause is kept; what follows from it is not reported.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Term">What the gateway gave as its reason, or what this side told the gateway; <c>normal</c> for a clean end.</param>
/// <param name="Text">One plain sentence, without secrets.</param>
public sealed record ChanCloseReason(ChanCloseKind Kind, ErlTerm Term, string Text)
{
    /// <summary>Whether the end was wanted by one side, with nothing lost: a local close, or a remote one with reason <c>normal</c>.</summary>
    public bool IsClean => Kind == ChanCloseKind.Local || (Kind == ChanCloseKind.Remote && Term.Equals(Atoms.Normal));

    /// <summary>The sentence.</summary>
    public override string ToString() => Text;
}
