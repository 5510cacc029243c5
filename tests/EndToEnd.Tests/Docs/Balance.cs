using System.Diagnostics.CodeAnalysis;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed record Balance(long Amount) : ITermConvertible<Balance>
{
    public ErlTerm ToTerm() => ErlTerm.Tuple(ErlTerm.Atom("balance"), Amount);

    public static bool TryFromTerm(ErlTerm term, [NotNullWhen(true)] out Balance? value)
        => (value = term is ErlTuple and [ErlAtom("balance"), ErlInteger(long amount)] ? new(amount) : null) is not null;
}
