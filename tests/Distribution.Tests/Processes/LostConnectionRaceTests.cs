using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Connections that are lost while ties over them come and go: what each process is told is counted.</summary>
[Trait("Scenario", "P5")]
[Trait("Scenario", "P6")]
public sealed class LostConnectionRaceTests : RemoteTest
{
    private const int Processes = 150;
    private const int Steps = 80;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_tie_is_told_exactly_once_however_often_the_connection_is_lost(int seed)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Player[] players = [.. Enumerable.Range(0, Processes).Select(i => new Player((seed * 1_000) + i, Peer((uint)i + 1), lost.Task))];
        Task<List<string>>[] playing = [.. players.Select(player => Node.RunAsync(player.PlayAsync))];
        ErlPid[] pids = await Task.WhenAll(players.Select(player => player.Started)).WaitAsync(TestTimeouts.Long);
        Task stepping = Task.WhenAll(players.Select(player => player.Stepped));
        Task peers = Task.Run(() => TieFromAfar(pids, seed));
        Task losing = Task.Run(() =>
        {
            while (!stepping.IsCompleted || !peers.IsCompleted)
            {
                Node.ConnectionLost(Other);
            }
        });

        await Task.WhenAll(stepping, peers, losing).WaitAsync(TestTimeouts.Long);
        Node.ConnectionLost(Other);
        foreach (ErlPid pid in pids)
        {
            ProcessInformation left = Node.GetProcessInformation(pid)!;
            Assert.Empty(left.Links);
            Assert.Empty(left.MonitoredBy);
            Assert.Empty(left.Monitors);
        }

        lost.SetResult();
        Assert.Empty((await Task.WhenAll(playing).WaitAsync(TestTimeouts.Long)).SelectMany(faults => faults));
        Assert.Equal(0, Node.Tied.CountOf(Other));
    }

    /// <summary>What the processes of the other node do meanwhile.</summary>
    private void TieFromAfar(ErlPid[] pids, int seed)
    {
#pragma warning disable CA5394 // A schedule, no secret.
        var random = new Random(seed);
        for (int i = 0; i < Processes * Steps; i++)
        {
            ErlPid target = pids[random.Next(pids.Length)];
            ErlPid from = Peer((uint)random.Next(5_000, 5_003));
            ErlReference reference = PeerReference((uint)random.Next(1, 4));
            switch (random.Next(3))
            {
                case 0:
                    Node.MonitorFromRemote(from, target, reference);
                    break;
                case 1:
                    Node.DemonitorFromRemote(from, target, reference);
                    break;
                default:
                    Node.LinkFromRemote(from, target);
                    break;
            }
        }
#pragma warning restore CA5394
    }

    /// <summary>A process that ties itself to one peer in random ways.</summary>
    private sealed class Player(int seed, ErlPid peer, Task lost)
    {
        private readonly TaskCompletionSource<ErlPid> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<ErlReference> _watching = [];
        private readonly List<ErlReference> _asked = [];
        private int _links;
        private bool _isLinked;

        public Task<ErlPid> Started => _started.Task;

        public Task Stepped => _stepped.Task;

        public async Task<List<string>> PlayAsync(ProcessContext self)
        {
            self.TrapExit = true;
            _started.SetResult(self.Self);
#pragma warning disable CA5394 // A schedule, no secret.
            var random = new Random(seed);
            for (int i = 0; i < Steps; i++)
            {
                Step(self, random.Next(6));
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }
            }
#pragma warning restore CA5394

            _stepped.SetResult();
            await lost;
            return await CheckAsync(self);
        }

        private void Step(ProcessContext self, int step)
        {
            switch (step)
            {
                case 0:
                    self.Link(peer);
                    _links++;
                    _isLinked = true;
                    break;
                case 1:
                    self.Unlink(peer);
                    _isLinked = false;
                    break;
                case 2 when _watching.Count > 0:
                    self.Demonitor(_watching[0], DemonitorOptions.Flush);
                    _watching.RemoveAt(0);
                    break;
                case 3:
                    _asked.Add(self.SpawnRequest(Other, ErlTerm.Atom("m"), ErlTerm.Atom("f"), []));
                    break;
                default:
                    _watching.Add(self.Monitor(step == 4 ? peer : ErlTerm.Tuple(ErlTerm.Atom("name"), Other)));
                    break;
            }
        }

        private async Task<List<string>> CheckAsync(ProcessContext self)
        {
            var faults = new List<string>();
            int exits = 0;
            while (await self.ReceiveAsync(TimeSpan.Zero) is { } message)
            {
                switch (message)
                {
                    case ErlTuple and [ErlAtom("DOWN"), ErlReference down, _, _, ErlAtom("noconnection")] when _watching.Remove(down):
                        break;
                    case ErlTuple and [ErlAtom("spawn_reply"), ErlReference asked, ErlAtom("error"), ErlAtom("noconnection")] when _asked.Remove(asked):
                        break;
                    case ErlTuple and [ErlAtom("EXIT"), ErlPid from, ErlAtom("noconnection")]:
                        exits += from.Equals(peer) ? 1 : 0;
                        break;
                    default:
                        faults.Add($"not expected: {message}");
                        break;
                }
            }

            if (exits > _links || (_isLinked && exits == 0) || _watching.Count > 0 || _asked.Count > 0)
            {
                faults.Add($"{exits} exit signals for {_links} links; {_watching.Count} monitors and {_asked.Count} requests did not end");
            }

            return faults;
        }
    }
}
