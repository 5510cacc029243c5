using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class SupervisorsOnThePage : ProcessTest
{
    [Fact]
    public async Task The_tree_has_its_children()
    {
        Node node = Node;

        StartResult tree = await Supervisor.StartAsync(node, new SupervisorSpec(
            new SupervisorFlags { Strategy = RestartStrategy.RestForOne, Intensity = 3, Period = TimeSpan.FromSeconds(10) },
            [
                new ChildSpec(ErlTerm.Atom("stock"), self => GenServer.StartLinkAsync(self, () => new Stock())),
                new ChildSpec(ErlTerm.Atom("orders"), self => GenServer.StartLinkAsync(self, () => new Orders())) { Restart = RestartKind.Transient },
            ]));

        await Run(async self => Assert.Equal(["orders", "stock"], (await self.WhichChildrenAsync(tree.Pid)).Select(child => child.Id.ToString()).Order()));
    }

    [Fact]
    public async Task A_session_is_started_under_the_dynamic_supervisor() => await Run(async self =>
    {
        object socket = new();
        ErlPid sessions = (await DynamicSupervisor.StartLinkAsync(self, RestartKind.Temporary)).Pid;
        StartResult session = await self.StartChildAsync(sessions, parent => GenServer.StartLinkAsync(parent, () => new Session(socket)));

        Assert.Equal(session.Pid, Assert.Single(await self.WhichChildrenAsync(sessions)).Pid);
    });

    private sealed class Stock : GenServer;

    private sealed class Orders : GenServer;

    private sealed class Session(object socket) : GenServer
    {
        protected override ErlTerm GetState() => ErlTerm.Atom(socket.GetType().Name);
    }
}
