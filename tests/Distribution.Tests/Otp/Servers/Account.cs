using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>A server with an immutable state and requests of types of its own.</summary>
internal sealed class Account() : GenServer<Account.Balance>(new Balance(0))
{
    protected internal override ErlAtom Module => ErlTerm.Atom("account");

    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        if (!Deposit.TryFromTerm(request, out Deposit? deposit))
        {
            return request is ErlAtom("confuse") ? CallResult.Reply(Atoms.Ok) : base.HandleCallAsync(request, from);
        }

        State = State with { Amount = State.Amount + deposit.Amount };
        return CallResult.Reply(State.ToTerm());
    }

    internal sealed record Balance(long Amount) : ITermConvertible<Balance>
    {
        public ErlTerm ToTerm() => ErlTerm.Tuple(ErlTerm.Atom("balance"), Amount);

        public static bool TryFromTerm(ErlTerm term, [NotNullWhen(true)] out Balance? value)
        {
            value = term is ErlTuple and [ErlAtom("balance"), ErlInteger(long amount)] ? new Balance(amount) : null;
            return value is not null;
        }
    }

    internal sealed record Deposit(long Amount) : ITermConvertible<Deposit>, ICallRequest<Balance>
    {
        public ErlTerm ToTerm() => ErlTerm.Tuple(ErlTerm.Atom("deposit"), Amount);

        public static bool TryFromTerm(ErlTerm term, [NotNullWhen(true)] out Deposit? value)
        {
            value = term is ErlTuple and [ErlAtom("deposit"), ErlInteger(long amount)] ? new Deposit(amount) : null;
            return value is not null;
        }
    }

    internal sealed record Confusion : ICallRequest<Balance>
    {
        public ErlTerm ToTerm() => ErlTerm.Atom("confuse");
    }
}
