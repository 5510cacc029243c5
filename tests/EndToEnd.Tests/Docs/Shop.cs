using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class Shop : Application
{
    public override ErlAtom Name => ErlTerm.Atom("shop");
    public override IReadOnlyList<ErlAtom> Dependencies => [ErlTerm.Atom("stock")];
    protected override Task<StartResult> StartAsync(ProcessContext self) => Supervisor.StartLinkAsync(self, () => new ShopSupervisor());
}
