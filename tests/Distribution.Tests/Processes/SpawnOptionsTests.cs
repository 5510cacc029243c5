using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P1")]
public sealed class SpawnOptionsTests : RemoteTest
{
    private const int Rounds = 2_000;
    private static readonly ErlAtom Server = ErlTerm.Atom("server");

    [Fact]
    public Task One_message_to_a_process_that_was_just_found_by_its_name_is_enough()
        => SpawnWhileAnotherThread((pid, round) => Node.Send(pid, round), self => self.ReceiveAsync().AsTask(), Atoms.Normal);

    [Fact]
    public Task One_exit_signal_to_a_process_that_was_just_found_by_its_name_is_enough()
        => SpawnWhileAnotherThread((pid, _) => Node.Exit(pid, Boom), WaitForStop, Boom);

    [Fact]
    public void A_process_is_found_by_its_name_when_its_link_is_there_and_not_before()
    {
        bool wasSeen = false;
        Remote.OnLink = child =>
        {
            wasSeen = true;
            Assert.True(Node.IsAlive(child));
            Assert.Equal([Peer()], Node.GetProcessInformation(child)!.Links);
            Assert.Null(Node.WhereIs(Server));
            Assert.Empty(Node.RegisteredNames);
            Assert.Throws<ArgumentException>(() => Node.Unregister(Server));
            Assert.Throws<ArgumentException>(() => Node.Register(Server, child));
        };
        ErlPid pid = SpawnIdle(new SpawnOptions { Name = Server, LinkTo = Peer() });

        Assert.True(wasSeen);
        Assert.Equal(pid, Node.WhereIs(Server));
        Assert.Equal([Server], Node.RegisteredNames);
        Assert.Equal(Server, Node.GetProcessInformation(pid)!.RegisteredName);
    }

    [Fact]
    public void A_process_that_ends_while_its_link_is_on_its_way_ends_the_link_and_leaves_its_name_free()
    {
        Remote.OnLink = child => Node.Exit(child, Boom);
        ErlPid gone = SpawnIdle(new SpawnOptions { Name = Server, LinkTo = Peer() });

        ErlTerm end = Call("link_exit", gone, Peer(), Boom);
        Assert.Equal([end, Call("link", gone, Peer()), end], Remote.Take());
        Assert.Null(Node.WhereIs(Server));
        Remote.OnLink = null;
        Assert.Equal(SpawnIdle(new SpawnOptions { Name = Server }), Node.WhereIs(Server));
    }

    [Fact]
    public async Task Who_is_told_that_a_name_is_taken_finds_its_process()
    {
        for (int round = 0; round < Rounds; round++)
        {
            ErlAtom name = ErlTerm.Atom($"name{round % 10}");
            using var start = new Barrier(2);
            ErlPid[] found = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        return SpawnIdle(new SpawnOptions { Name = name });
                    }
                    catch (ArgumentException)
                    {
                        return Assert.IsType<ErlPid>(Node.WhereIs(name));
                    }
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Equal(found[0], found[1]);
            Node.Send(found[0], Atoms.Stop);
            await ExitOf(found[0]);
        }
    }

    [Fact]
    public Task A_name_that_is_taken_starts_nothing_and_tells_nobody() => Run(async self =>
    {
        self.TrapExit = true;
        ErlPid first = SpawnIdle(new SpawnOptions { Name = Server });
        int before = Node.ProcessCount;

        Assert.Throws<ArgumentException>(() => self.SpawnLink(WaitForStop, new SpawnOptions { Name = Server }));
        Assert.Throws<ArgumentException>(() => self.SpawnMonitor(WaitForStop, new SpawnOptions { Name = Server }));
        Assert.Throws<ArgumentException>(() => SpawnIdle(new SpawnOptions { Name = Server, LinkTo = Peer() }));
        Assert.Throws<ArgumentException>(() => SpawnIdle(new SpawnOptions { Name = Atoms.Undefined }));

        Assert.Equal(before, Node.ProcessCount);
        Assert.Equal(first, Node.WhereIs(Server));
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Links);
        Assert.Empty(Remote.Take());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public async Task A_process_whose_partner_is_gone_leaves_its_name_free()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);
        ErlPid child = SpawnIdle(new SpawnOptions { Name = Server, LinkTo = gone });

        Assert.False(Node.IsAlive(child));
        Assert.Null(Node.WhereIs(Server));
        Assert.Equal(SpawnIdle(new SpawnOptions { Name = Server }), Node.WhereIs(Server));
    }

    [Fact]
    public async Task A_node_that_is_full_keeps_no_name()
    {
        await using var full = new Node(new NodeRuntimeOptions { MaxProcesses = 1, TimeProvider = Clock, LoggerFactory = Log });
        ErlPid only = full.Spawn(WaitForStop);
        Assert.Throws<InvalidOperationException>(() => full.Spawn(WaitForStop, new SpawnOptions { Name = Server }));

        full.Register(Server, only);
        Assert.Equal(only, full.WhereIs(Server));
    }

    /// <summary>Another thread does something once with each process that it finds by its name; that must end the process.</summary>
    private async Task SpawnWhileAnotherThread(Action<ErlPid, int> acts, Func<ProcessContext, Task> body, ErlTerm expected)
    {
        using var end = new CancellationTokenSource();
        Task other = Task.Run(() =>
        {
            ErlPid? last = null;
            for (int round = 0; !end.IsCancellationRequested;)
            {
                if (Node.WhereIs(Server) is { } found && found != last)
                {
                    last = found;
                    acts(found, round++);
                }
            }
        });
        await Run(async self =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                (ErlPid child, ErlReference monitor) = self.SpawnMonitor(body, new SpawnOptions { Name = Server });
                Assert.Equal(Down(monitor, child, expected), await self.ReceiveAsync());
            }
        });
        await end.CancelAsync();
        await other.WaitAsync(TestTimeouts.Long);
    }
}
