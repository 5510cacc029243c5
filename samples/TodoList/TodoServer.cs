using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace TodoList;

/// <summary>One member of a group: the server <c>todo</c> of a node.</summary>
public sealed class TodoServer(Items initial) : GenServer<Items>(initial)
{
    protected override ErlAtom Module => ErlTerm.Atom("todo");

    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => request switch
    {
        ErlAtom("items") => CallResult.Reply(State.ToTerm()),
        _ => base.HandleCallAsync(request, from),
    };

    protected override ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("add"), var item]:
                State = new Items(State.All.Add(item));
                return HandleResult.NoReply;
            case ErlTuple and [ErlAtom("done"), var item]:
                State = new Items(State.All.Remove(item));
                return HandleResult.NoReply;
            default:
                return base.HandleCastAsync(request);
        }
    }
}
