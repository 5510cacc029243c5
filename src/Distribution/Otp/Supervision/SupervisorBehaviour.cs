using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Supervision;

/// <summary>The start of supervisors, which are servers.</summary>
internal sealed class SupervisorBehaviour() : Behaviour<Supervisor>(ErlTerm.Tuple(Atoms.Supervisor, Atoms.Supervisor, 1))
{
    protected override IBehaviourLoop Make(ProcessContext self, Supervisor code, ErlTerm parent, StartOptions options)
    {
        self.Dictionary[Atoms.InitialCall] = ErlTerm.Tuple(Atoms.Supervisor, code.Module, 1);
        return new GenServerLoop(self, new SupervisorServer(code, options), parent, options);
    }
}
