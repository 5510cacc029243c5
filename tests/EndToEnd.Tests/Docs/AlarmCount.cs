using Chan.Distribution.Otp.Events;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class AlarmCount : GenEventHandler
{
    private long _count;

    protected override ValueTask<EventResult> HandleEventAsync(ErlTerm message)
    {
        _count += message is ErlTuple and [ErlAtom("alarm"), _] ? 1 : 0;
        return EventResult.Ok;
    }

    protected override ValueTask<EventCallResult> HandleCallAsync(ErlTerm request) => EventCallResult.Reply(_count);
}
