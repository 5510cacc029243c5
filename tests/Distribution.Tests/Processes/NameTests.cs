using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P1")]
public sealed class NameTests : ProcessTest
{
    private static readonly ErlAtom Server = ErlTerm.Atom("server");

    [Fact]
    public void A_registered_process_is_found_by_its_name_until_unregister()
    {
        ErlPid pid = SpawnIdle();
        Node.Register(Server, pid);
        Assert.Equal(pid, Node.WhereIs(Server));
        Assert.Equal(Server, Node.GetProcessInformation(pid)!.RegisteredName);
        Assert.Equal([Server], Node.RegisteredNames);

        Node.Unregister(Server);
        Assert.Null(Node.WhereIs(Server));
        Assert.Throws<ArgumentException>(() => Node.Unregister(Server));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_process_has_ended()
    {
        ErlPid first = SpawnIdle(new SpawnOptions { Name = Server });
        Task<ErlTerm> end = ExitOf(first);
        Node.Exit(first, Atoms.Kill);
        Assert.Null(Node.WhereIs(Server));
        ErlPid second = SpawnIdle(new SpawnOptions { Name = Server });

        await end;
        Assert.Equal(second, Node.WhereIs(Server));
    }

    [Fact]
    public void A_name_has_one_process_and_a_process_one_name()
    {
        ErlPid one = SpawnIdle(new SpawnOptions { Name = Server });
        ErlPid two = SpawnIdle();

        Assert.Throws<ArgumentException>(() => Node.Register(Server, two));
        Assert.Throws<ArgumentException>(() => Node.Register(ErlTerm.Atom("other"), one));
        Assert.Throws<ArgumentException>(() => Node.Register(Atoms.Undefined, two));
        int before = Node.ProcessCount;
        Assert.Throws<ArgumentException>(() => SpawnIdle(new SpawnOptions { Name = Server }));
        Assert.Equal(before, Node.ProcessCount);
        Assert.Equal(one, Node.WhereIs(Server));
    }

    [Fact]
    public async Task A_process_that_is_gone_cannot_be_registered()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);
        Assert.Throws<ArgumentException>(() => Node.Register(Server, gone));
    }

    [Fact]
    public async Task Process_information_shows_what_tools_ask_for()
    {
        ErlPid leader = SpawnIdle();
        ErlPid pid = SpawnIdle(new SpawnOptions { Name = Server, Label = "the server", LinkTo = leader, GroupLeader = leader });
        await WaitUntilWaiting(pid);
        Node.Send(pid, 1);
        Node.Send(pid, 2);
        await WaitUntilWaiting(pid);

        ProcessInformation information = Node.GetProcessInformation(pid)!;
        Assert.Equal(2, information.MailboxLength);
        Assert.Equal(2, Node.GetMailboxLength(pid));
        Assert.Equal([leader], information.Links);
        Assert.Equal("the server", information.Label);
        Assert.Equal(leader, information.GroupLeader);
        Assert.Equal(ProcessStatus.Waiting, information.Status);
        Assert.False(information.TrapExit);
        Assert.Contains(pid, Node.GetProcesses());
    }

    [Fact]
    public async Task A_group_leader_is_inherited()
    {
        ErlPid leader = SpawnIdle();
        await Run(async self =>
        {
            Assert.Equal(self.Node.HostPid, self.GroupLeader);
            self.GroupLeader = leader;
            ErlPid me = self.Self;
            self.Spawn(child =>
            {
                child.Send(me, child.GroupLeader);
                return Task.CompletedTask;
            });
            Assert.Equal(leader, await self.ReceiveAsync());
        });
    }
}
