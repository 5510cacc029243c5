using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>The start of event managers, whose only code at first is a table of handlers that can be added.</summary>
internal sealed class EventBehaviour() : Behaviour<IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>>>(
    ErlTerm.Tuple(ErlTerm.Atom("gen_event"), InitIt, 6))
{
    protected override IBehaviourLoop Make(
        ProcessContext self, IReadOnlyDictionary<ErlAtom, Func<GenEventHandler>> code, ErlTerm parent, StartOptions options)
        => new GenEventLoop(self, code, parent, options);
}
