using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class ApplicationsOnThePage : ProcessTest
{
    [Fact]
    public async Task The_shop_runs_with_the_stock_that_it_depends_on()
    {
        Node node = Node;

        await using ApplicationController applications = await ApplicationController.StartAsync(
            node, new ApplicationControllerOptions { Available = [new Stock(), new Shop()] });
        await applications.EnsureAllStartedAsync(ErlTerm.Atom("shop"), RestartKind.Permanent);

        Assert.Equal(["shop", "stock"], applications.Running.Select(application => application.Name.Name).Order());
    }

    private sealed class Stock : Application
    {
        public override ErlAtom Name => ErlTerm.Atom("stock");

        protected override Task<StartResult> StartAsync(ProcessContext self) => Supervisor.StartLinkAsync(self, () => new ShopSupervisor());
    }
}
