using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed record Deposit(long Amount) : ITermConvertible<Deposit>, ICallRequest<Balance>
{
    public ErlTerm ToTerm() => ErlTerm.Tuple(ErlTerm.Atom("deposit"), Amount);

    public static bool TryFromTerm(ErlTerm term, [NotNullWhen(true)] out Deposit? value)
        => (value = term is ErlTuple and [ErlAtom("deposit"), ErlInteger(long and > 0 and var amount)] ? new(amount) : null) is not null;
}
