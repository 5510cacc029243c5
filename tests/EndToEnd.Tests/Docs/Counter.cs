using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class Counter : GenServer
{
    private long _count;

    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => request switch
    {
        ErlAtom("next") => CallResult.Reply(++_count),
        _ => base.HandleCallAsync(request, from),
    };
}
