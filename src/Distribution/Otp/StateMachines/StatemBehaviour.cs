using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>The start of state machines.</summary>
internal sealed class StatemBehaviour() : Behaviour<GenStatem>(ErlTerm.Tuple(ErlTerm.Atom("gen_statem"), InitIt, 6))
{
    protected override ErlAtom BadReturn { get; } = ErlTerm.Atom("bad_return_from_init");

    protected override IBehaviourLoop Make(ProcessContext self, GenStatem code, ErlTerm parent, StartOptions options)
    {
        self.Dictionary[Atoms.InitialCall] = ErlTerm.Tuple(code.Module, Init, 1);
        return new StatemLoop(self, code, parent, options);
    }

    /// <summary>As gen_statem, and unlike gen_server: a report of the machine too, even of an orderly exit, and a start result without the stack.</summary>
    protected override ErlTerm NoteFailure(ProcessContext self, StartOptions options, Exception failure)
    {
        ErlTerm reason = ExitReasons.Of(failure);
        StatemLog.NotInitialised(self, options.Name?.Term ?? self.Self, reason, failure);
        return StatemLoop.WithoutStack(reason, failure);
    }
}
