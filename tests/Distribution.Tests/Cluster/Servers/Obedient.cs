using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Servers;

/// <summary>Answers a numbered call when it is told to, which may be before it has the call; ends when it is told to.</summary>
internal sealed class Obedient : GenServer
{
    private readonly Dictionary<ErlTerm, GenFrom> _waiting = [];
    private readonly HashSet<ErlTerm> _released = [];

    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        if (request.Equals(Atoms.Ping) || _released.Contains(request))
        {
            return CallResult.Reply(request);
        }

        _waiting[request] = from;
        return CallResult.NoReply;
    }

    protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        if (request is ErlTuple and [ErlAtom("end"), var reason])
        {
            return HandleResult.Stop(reason);
        }

        _released.Add(request);
        if (_waiting.Remove(request, out GenFrom from))
        {
            from.Reply(Process, request);
        }

        return HandleResult.NoReply;
    }
}
