namespace Chan.Terms.Structure;

/// <summary>The order of terms without children, and of terms of different types.</summary>
internal static class LeafOrder
{
    public static int Compare(ErlTerm left, ErlTerm right, OrderMode mode) => (left, right) switch
    {
        (ErlAtom a, ErlAtom b) => Compare(a, b),
        (ErlInteger a, ErlInteger b) => NumberOrder.Compare(a, b),
        (ErlBinary a, ErlBinary b) => a.Span.SequenceCompareTo(b.Span),
        (ErlFloat a, ErlFloat b) => a.Value.CompareTo(b.Value),
        (ErlInteger a, ErlFloat b) => mode == OrderMode.Exact ? -1 : NumberOrder.Compare(a, b),
        (ErlFloat a, ErlInteger b) => mode == OrderMode.Exact ? 1 : -NumberOrder.Compare(b, a),
        (ErlPid a, ErlPid b) => IdentifierOrder.Compare(a, b),
        (ErlReference a, ErlReference b) => IdentifierOrder.Compare(a, b),
        (ErlPort a, ErlPort b) => IdentifierOrder.Compare(a, b),
        _ => CompareByType(left, right),
    };

    public static int Compare(ErlAtom left, ErlAtom right)
        => left.Front != right.Front ? left.Front.CompareTo(right.Front)
            : ReferenceEquals(left, right) ? 0 : left.NameUtf8.SequenceCompareTo(right.NameUtf8);

    private static int CompareByType(ErlTerm left, ErlTerm right)
    {
        int order = Rank(left).CompareTo(Rank(right));
        return order != 0 ? order : BitOrder.Compare(left, right);
    }

    /// <summary>The order of the types; the empty list comes before lists with cells, and binaries are bit strings.</summary>
    private static int Rank(ErlTerm term) => term.Kind switch
    {
        TermKind.Integer or TermKind.Float => 0,
        TermKind.Atom => 1,
        TermKind.Reference => 2,
        TermKind.Fun => 3,
        TermKind.Port => 4,
        TermKind.Pid => 5,
        TermKind.Tuple => 6,
        TermKind.Map => 7,
        TermKind.List => 8,
        _ => 9,
    };
}
