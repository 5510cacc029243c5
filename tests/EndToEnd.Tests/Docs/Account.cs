using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class Account() : GenServer<Balance>(new Balance(0))
{
    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        if (!Deposit.TryFromTerm(request, out Deposit? deposit))
        {
            return base.HandleCallAsync(request, from);         // ends the server with {bad_call, Request}
        }

        State = State with { Amount = State.Amount + deposit.Amount };
        return CallResult.Reply(State.ToTerm());
    }
}
