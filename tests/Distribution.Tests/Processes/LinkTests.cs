using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P5")]
public sealed class LinkTests : ProcessTest
{
    private static readonly ErlAtom Boom = ErlTerm.Atom("boom");

    [Fact]
    public async Task A_linked_child_that_others_kill_by_its_name_while_it_is_spawned_is_not_missed()
    {
        ErlAtom name = ErlTerm.Atom("target");
        using var end = new CancellationTokenSource();
        Task killer = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                if (Node.WhereIs(name) is { } pid)
                {
                    Node.Exit(pid, Atoms.Kill);
                }
            }
        });
        await Node.RunAsync(async self =>
        {
            self.TrapExit = true;
            for (int i = 0; i < 2_000; i++)
            {
                ErlPid child = self.SpawnLink(WaitForStop, new SpawnOptions { Name = name });
                Assert.Equal(ErlTerm.Tuple(Atoms.Exit, child, Atoms.Killed), await self.ReceiveAsync());
            }

            return true;
        }).WaitAsync(TestTimeouts.Long);
        await end.CancelAsync();
        await killer;
    }

    [Fact]
    public async Task A_crash_ends_the_linked_process_with_the_same_reason()
    {
        ErlPid partner = SpawnIdle();
        ErlPid crashing = Node.Spawn(self =>
        {
            self.Link(partner);
            self.Exit(Boom);
            return Task.CompletedTask;
        });

        Assert.Equal(Boom, await ExitOf(partner));
        Assert.False(Node.IsAlive(crashing));
    }

    [Fact]
    public async Task A_normal_end_leaves_the_linked_process_alone()
    {
        await Run(async self =>
        {
            (ErlPid child, ErlReference down) = self.SpawnMonitor(_ => Task.CompletedTask, new SpawnOptions { LinkTo = self.Self });
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, child, Atoms.Normal), await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_process_that_traps_exits_gets_a_message_instead()
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            ErlPid child = self.SpawnLink(child =>
            {
                child.Exit(Boom);
                return Task.CompletedTask;
            });
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, child, Boom), await self.ReceiveAsync());

            child = self.SpawnLink(_ => Task.CompletedTask);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, child, Atoms.Normal), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task Linking_to_a_process_that_is_gone_gives_noproc()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);

        ErlPid linking = Node.Spawn(self =>
        {
            self.Link(gone);
            return Task.CompletedTask;
        });
        Assert.Contains(await ExitOf(linking), new ErlTerm[] { Atoms.Noproc });

        await Run(async self =>
        {
            self.TrapExit = true;
            self.Link(gone);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, gone, Atoms.Noproc), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task After_unlink_no_exit_signal_comes()
    {
        await Run(async self =>
        {
            ErlPid child = self.SpawnLink(WaitForStop);
            self.Unlink(child);
            ErlReference down = self.Monitor(child);
            self.Exit(child, Boom);

            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, child, Boom), await self.ReceiveAsync());
            Assert.Empty(self.Node.GetProcessInformation(self.Self)!.Links);
        });
    }

    [Fact]
    public async Task Linking_twice_is_linking_once_and_a_link_has_two_ends()
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            ErlPid child = self.Spawn(WaitForStop);
            self.Link(child);
            self.Link(child);
            self.Link(self.Self);
            Assert.Equal([child], self.Node.GetProcessInformation(self.Self)!.Links);
            Assert.Equal([self.Self], self.Node.GetProcessInformation(child)!.Links);

            self.Exit(child, Boom);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, child, Boom), await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task Spawning_linked_to_a_process_that_is_gone_ends_the_new_one_with_noproc()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);
        await Run(async self =>
        {
            (ErlPid child, ErlReference down) = self.SpawnMonitor(WaitForStop, new SpawnOptions { LinkTo = gone });
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, child, Atoms.Noproc), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_process_may_have_many_links()
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            var children = new HashSet<ErlPid>();
            for (int i = 0; i < 100; i++)
            {
                children.Add(self.SpawnLink(WaitForStop));
            }

            Assert.Equal(100, self.Node.GetProcessInformation(self.Self)!.Links.Count);
            foreach (ErlPid child in children)
            {
                self.Send(child, Atoms.Stop);
            }

            while (children.Count > 0)
            {
                ErlTerm message = await self.ReceiveAsync();
                Assert.True(message is ErlTuple and [_, ErlPid child, _] && children.Remove(child));
            }

            Assert.Empty(self.Node.GetProcessInformation(self.Self)!.Links);
        });
    }

    [Fact]
    public async Task A_long_chain_of_links_falls_without_using_up_the_stack()
    {
        ErlPid first = SpawnIdle();
        ErlPid last = first;
        for (int i = 0; i < 50_000; i++)
        {
            last = SpawnIdle(new SpawnOptions { LinkTo = last });
        }

        Task<ErlTerm> end = ExitOf(last);
        Node.Exit(first, Boom);

        Assert.Equal(Boom, await end);
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task A_link_to_another_node_gives_noconnection_while_the_node_is_alone()
    {
        var elsewhere = new ErlPid(ErlTerm.Atom("a@b"), 1, 0, 1);
        await Run(async self =>
        {
            self.TrapExit = true;
            self.Link(elsewhere);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, elsewhere, Atoms.Noconnection), await self.ReceiveAsync());
            self.Unlink(elsewhere);
        });

        ErlPid linking = Node.Spawn(self =>
        {
            self.Link(elsewhere);
            return WaitForStop(self);
        });
        ErlTerm reason = await ExitOf(linking);
        Assert.Contains(reason, new ErlTerm[] { Atoms.Noconnection, Atoms.Noproc });
    }
}
