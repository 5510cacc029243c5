using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P6")]
public sealed class MonitorTests : ProcessTest
{
    private static readonly ErlAtom Boom = ErlTerm.Atom("boom");
    private static readonly ErlAtom Server = ErlTerm.Atom("server");

    [Fact]
    public async Task The_end_of_a_monitored_process_is_told_exactly_once()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference down = self.Monitor(child);
            self.Exit(child, Boom);
            self.Exit(child, Atoms.Kill);

            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, child, Boom), await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            Assert.Empty(self.Node.GetProcessInformation(self.Self)!.Monitors);
        });
    }

    [Fact]
    public async Task Each_monitor_of_the_same_process_fires_on_its_own()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference first = self.Monitor(child);
            ErlReference second = self.Monitor(child);
            Assert.Equal([self.Self, self.Self], self.Node.GetProcessInformation(child)!.MonitoredBy);
            self.Send(child, Atoms.Stop);

            Assert.Equal(ErlTerm.Tuple(Atoms.Down, first, Atoms.Process, child, Atoms.Normal), await self.ReceiveAsync(first));
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, second, Atoms.Process, child, Atoms.Normal), await self.ReceiveAsync(second));
        });
    }

    [Fact]
    public async Task A_monitor_of_a_process_that_is_gone_says_noproc()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);
        await Run(async self =>
        {
            ErlReference down = self.Monitor(gone);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, gone, Atoms.Noproc), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_monitor_by_name_reports_name_and_node()
    {
        SpawnIdle(new SpawnOptions { Name = Server });
        await Run(async self =>
        {
            ErlReference byName = self.Monitor(Server);
            ErlReference byNameAndNode = self.Monitor(ErlTerm.Tuple(Server, self.Node.Name));
            ErlReference missing = self.Monitor(ErlTerm.Atom("nobody"));
            ErlTuple what = ErlTerm.Tuple(Server, self.Node.Name);
            Assert.Equal(
                ErlTerm.Tuple(Atoms.Down, missing, Atoms.Process, Term("{nobody, nonode@nohost}"), Atoms.Noproc), await self.ReceiveAsync());

            self.Send(Server, Atoms.Stop);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, byName, Atoms.Process, what, Atoms.Normal), await self.ReceiveAsync(byName));
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, byNameAndNode, Atoms.Process, what, Atoms.Normal), await self.ReceiveAsync(byNameAndNode));
        });
    }

    [Fact]
    public async Task After_demonitor_no_message_comes()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference taken = self.Monitor(child);
            ErlReference kept = self.Monitor(child);
            Assert.True(self.Demonitor(taken));
            Assert.False(self.Demonitor(taken));
            Assert.Equal([self.Self], self.Node.GetProcessInformation(child)!.MonitoredBy);
            self.Send(child, Atoms.Stop);

            Assert.Equal(ErlTerm.Tuple(Atoms.Down, kept, Atoms.Process, child, Atoms.Normal), await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task Demonitor_with_flush_removes_the_message_that_has_come()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference kept = self.Monitor(child);
            ErlReference flushed = self.Monitor(child);
            self.Send(child, Atoms.Stop);
            await self.ReceiveAsync(kept);
            while (self.Node.GetMailboxLength(self.Self) == 0)
            {
                await Task.Yield();
            }

            self.Send(self.Self, 1);
            Assert.False(self.Demonitor(flushed, DemonitorOptions.Flush));
            Assert.Equal(1, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_monitor_may_have_its_own_tag()
    {
        await Run(async self =>
        {
            ErlPid child = self.Spawn(WaitForStop);
            ErlReference down = self.Monitor(child, new MonitorOptions { Tag = Term("{my, tag}") });
            self.Send(child, Atoms.Stop);
            Assert.Equal(ErlTerm.Tuple(Term("{my, tag}"), down, Atoms.Process, child, Atoms.Normal), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task The_end_of_the_watching_process_takes_its_monitors_away()
    {
        ErlPid target = SpawnIdle();
        await Run(self =>
        {
            self.Monitor(target);
            return Task.CompletedTask;
        });
        while (Node.ProcessCount > 1)
        {
            await Task.Yield();
        }

        Assert.Empty(Node.GetProcessInformation(target)!.MonitoredBy);
    }

    [Fact]
    public async Task Many_monitors_are_found_and_fire_in_any_order()
    {
        await Run(async self =>
        {
            var monitors = new List<(ErlPid Pid, ErlReference Reference)>();
            for (int i = 0; i < 200; i++)
            {
                monitors.Add(self.SpawnMonitor(WaitForStop));
            }

            for (int i = 0; i < 200; i += 2)
            {
                Assert.True(self.Demonitor(monitors[i].Reference));
            }

            foreach ((ErlPid pid, _) in monitors)
            {
                self.Send(pid, Atoms.Stop);
            }

            for (int i = 199; i > 0; i -= 2)
            {
                Assert.True(await self.ReceiveAsync(monitors[i].Reference) is ErlTuple and [_, _, _, ErlPid pid, ErlAtom("normal")] && pid.Equals(monitors[i].Pid));
            }

            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_monitor_of_another_node_says_noconnection_while_the_node_is_alone()
    {
        await Run(async self =>
        {
            var elsewhere = new ErlPid(ErlTerm.Atom("a@b"), 1, 0, 1);
            ErlReference byPid = self.Monitor(elsewhere);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, byPid, Atoms.Process, elsewhere, Atoms.Noconnection), await self.ReceiveAsync());
            ErlReference byName = self.Monitor(Term("{server, 'a@b'}"));
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, byName, Atoms.Process, Term("{server, 'a@b'}"), Atoms.Noconnection), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_monitor_of_something_else_is_the_callers_mistake()
        => await Run(self =>
        {
            Assert.Throws<ArgumentException>(() => self.Monitor(17));
            return Task.CompletedTask;
        });
}
