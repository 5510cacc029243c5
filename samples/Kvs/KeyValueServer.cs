using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Kvs;

/// <summary>A name server as a gen_server: what samples/NameServer writes by hand is the behaviour's part here.</summary>
public sealed class KeyValueServer : GenServer
{
    private ErlMap _values = ErlMap.Empty;

    protected override ErlAtom Module => ErlTerm.Atom("kvs");

    protected override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("store"), var key, var value]:
                _values = _values.With(key, value);
                return CallResult.Reply(Atoms.True);
            case ErlTuple and [ErlAtom("lookup"), var key]:
                return CallResult.Reply(_values.TryGetValue(key, out ErlTerm? found) ? ErlTerm.Tuple(Atoms.Ok, found) : Atoms.Undefined);
            default:
                // Ends the server, with the request in the log: what it does not know is a fault of somebody.
                return base.HandleCallAsync(request, from);
        }
    }

    protected override ErlTerm GetState() => _values;

    protected override void SetState(ErlTerm state) => _values = state as ErlMap ?? throw TermException.Error(Atoms.Badarg);
}
