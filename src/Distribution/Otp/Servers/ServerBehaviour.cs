using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>The start of servers.</summary>
internal sealed class ServerBehaviour() : Behaviour<GenServer>(ErlTerm.Tuple(ErlTerm.Atom("gen_server"), InitIt, 6))
{
    protected override IBehaviourLoop Make(ProcessContext self, GenServer code, ErlTerm parent, StartOptions options)
    {
        self.Dictionary[Atoms.InitialCall] = ErlTerm.Tuple(code.Module, Init, 1);
        return new GenServerLoop(self, code, parent, options);
    }
}
