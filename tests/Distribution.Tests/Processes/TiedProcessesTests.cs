using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Whom the loss of a connection concerns.</summary>
[Trait("Scenario", "P5")]
[Trait("Scenario", "P6")]
public sealed class TiedProcessesTests : RemoteTest
{
    private static readonly ErlAtom Third = ErlTerm.Atom("third@host");

    [Fact]
    public async Task Only_processes_with_ties_to_the_node_are_looked_at()
    {
        for (int i = 0; i < 1_000; i++)
        {
            SpawnIdle();
        }

        ErlPid linked = SpawnIdle();
        Task<ErlTerm> end = ExitOf(linked);
        Node.LinkFromRemote(Peer(1), linked);
        ErlPid watched = SpawnIdle();
        Node.MonitorFromRemote(Peer(2), watched, PeerReference());
        Node.MonitorFromRemote(Peer(3), watched, PeerReference(2));
        Node.LinkFromRemote(Peer(4, "third@host"), SpawnIdle());
        Log.Expect(Microsoft.Extensions.Logging.LogLevel.Error, "undef");
        await Run(async self =>
        {
            self.TrapExit = true;
            self.Link(Peer(5));
            await RunAnother(other => other.Monitor(ErlTerm.Tuple(ErlTerm.Atom("name"), Other)));
            await RunAnother(other => other.SpawnRequest(Other, ErlTerm.Atom("m"), ErlTerm.Atom("f"), []));
            await RunAnother(other => other.SpawnRequest(Node.Name, ErlTerm.Atom("m"), ErlTerm.Atom("f"), []));

            Assert.Equal(5, Node.ConnectionLost(Other));
            Assert.Equal(ExitMessage(Peer(5), Atoms.Noconnection), await self.ReceiveAsync());
        });

        Assert.Equal(0, Node.ConnectionLost(Other));
        Assert.Equal(1, Node.ConnectionLost(Third));
        Assert.Equal(Atoms.Noconnection, await end);
        Assert.Empty(Node.GetProcessInformation(watched)!.MonitoredBy);

        async Task RunAnother(Action<ProcessContext> tie)
        {
            var tied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Node.Spawn(async other =>
            {
                tie(other);
                tied.SetResult();
                await WaitForStop(other);
            });
            await tied.Task.WaitAsync(TestTimeouts.Long);
        }
    }

    [Fact]
    public async Task A_process_that_ends_is_not_looked_at()
    {
        ErlPid mine = SpawnIdle();
        Node.LinkFromRemote(Peer(), mine);
        Node.MonitorFromRemote(Peer(4, "third@host"), mine, PeerReference());
        Assert.Equal(1, Node.Tied.CountOf(Other));

        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal(0, Node.Tied.CountOf(Other));
        Assert.Equal(0, Node.Tied.CountOf(Third));
    }

    [Fact]
    public async Task Processes_whose_ties_were_taken_back_are_forgotten_when_many_others_come()
    {
        const int Once = 1_000;
        for (int i = 0; i < Once; i++)
        {
            ErlPid mine = SpawnIdle();
            Node.MonitorFromRemote(Peer(), mine, PeerReference());
            Node.DemonitorFromRemote(Peer(), mine, PeerReference());
        }

        Assert.InRange(Node.Tied.CountOf(Other), 1, 65);

        var tied = new ErlPid[Once];
        for (int i = 0; i < Once; i++)
        {
            Node.MonitorFromRemote(Peer(), tied[i] = SpawnIdle(), PeerReference());
        }

        Assert.Equal(Once, Node.ConnectionLost(Other));
        Assert.All(tied, pid => Assert.Empty(Node.GetProcessInformation(pid)!.MonitoredBy));
        await ExitOf(Node.Spawn(_ => Task.CompletedTask));
    }
}
