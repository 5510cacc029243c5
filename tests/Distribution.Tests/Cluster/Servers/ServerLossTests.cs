using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Cluster.Servers;

/// <summary>Calls to a server of another node while it ends, the connection breaks and the node is started anew, in random orders.</summary>
[Trait("Scenario", "O1")]
public sealed class ServerLossTests
{
    private static readonly ErlAtom Srv = ErlTerm.Atom("srv");
    private static readonly ErlTerm There = ErlTerm.Tuple(Srv, MemoryWorld.Name("b"));
    private static readonly ErlTerm Ended = ErlTerm.Parse("{shutdown, ended}");

    public enum Step
    {
        /// <summary>Sends a call that stays open until the server is told to answer it.</summary>
        Call,

        /// <summary>Has the server answer the oldest open call.</summary>
        Answer,

        /// <summary>Gives the newest call up.</summary>
        GiveUp,

        /// <summary>Ends the server; another one takes its name.</summary>
        End,

        /// <summary>Breaks the connection.</summary>
        Cut,

        /// <summary>Ends the other node and starts it anew.</summary>
        Restart,
    }

    [Fact]
    public void Every_call_has_exactly_one_outcome_whatever_is_lost()
    {
        Gen<Step[]> plans = Gen.Frequency(
            (6, Gen.Constant(Step.Call)), (3, Gen.Constant(Step.Answer)), (2, Gen.Constant(Step.GiveUp)), (1, Gen.Constant(Step.End)),
            (1, Gen.Constant(Step.Cut)), (1, Gen.Constant(Step.Restart))).ArrayOf(16);
        Prop.ForAll(plans.ToArbitrary(), plan => PlayAsync(plan).WaitAsync(TestTimeouts.Long).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static async Task PlayAsync(Step[] plan)
    {
        await using var world = new MemoryWorld();
        await new Play(world).RunAsync(plan);
    }

    private sealed class Play(MemoryWorld world)
    {
        private readonly List<Open> _calls = [];
        private Node _a = null!;
        private Node _b = null!;
        private bool _isLossSeen;

        public async Task RunAsync(Step[] plan)
        {
            _a = await world.StartAsync("a");
            await StartNodeAsync();
            await MemoryWorld.RunAsync(_a, async self =>
            {
                foreach (Step step in plan)
                {
                    await DoAsync(self, step);
                }

                _calls.ForEach(Answer);
                foreach (Open call in _calls.Where(call => !call.IsGivenUp))
                {
                    call.Expect((await self.ReceiveResponseAsync(call.Request))!);
                }

                await ReachAsync();
                Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            });
        }

        private async Task DoAsync(ProcessContext self, Step step)
        {
            switch (step)
            {
                case Step.Call:
                    _calls.Add(new Open(_calls.Count, self.SendRequest(There, _calls.Count), _isLossSeen));
                    break;
                case Step.Answer when _calls.Find(call => !call.IsReleased) is { } waiting:
                    Answer(waiting);
                    break;
                case Step.GiveUp when _calls.FindLast(call => !call.IsGivenUp) is { } newest:
                    newest.IsGivenUp = true;
                    if (await self.ReceiveResponseAsync(newest.Request, TimeSpan.Zero) is { } response)
                    {
                        newest.Expect(response);
                    }

                    break;
                case Step.End:
                    await ReachAsync();
                    _calls.ForEach(call => call.Fail(Ended));
                    ErlPid server = _b.WhereIs(Srv)!;
                    _b.Cast(Srv, ErlTerm.Tuple(ErlTerm.Atom("end"), Ended));
                    await _b.WhenExited(server);
                    await StartServerAsync();
                    break;
                case Step.Cut or Step.Restart:
                    await LoseAsync(step);
                    break;
            }
        }

        private void Answer(Open call)
        {
            call.Release();
            _b.Cast(Srv, call.Number);
        }

        private async Task LoseAsync(Step how)
        {
            await ReachAsync();
            _isLossSeen = true;
            _calls.ForEach(call => call.Fail(Atoms.Noconnection));
            if (how == Step.Cut)
            {
                world.Network.Cut("a@memory", "b@memory");
                await world.UntilAsync(() => _a.Nodes().Count == 0 && _b.Nodes().Count == 0);
                world.Network.Heal("a@memory", "b@memory");
            }
            else
            {
                await _b.DisposeAsync();
                await world.UntilAsync(() => _a.Nodes().Count == 0);
                await StartNodeAsync();
            }
        }

        /// <summary>Calls until the other server answers: then it has every call that was sent before.</summary>
        private async Task ReachAsync()
        {
            while (true)
            {
                try
                {
                    await _a.CallAsync(There, Atoms.Ping, Timeout.InfiniteTimeSpan);
                    return;
                }
                catch (TermException)
                {
                    world.Clock.Advance(TimeSpan.FromMilliseconds(20));
                }
            }
        }

        private async Task StartNodeAsync()
        {
            _b = await world.StartAsync("b");
            await StartServerAsync();
        }

        private async Task StartServerAsync()
            => Assert.True((await GenServer.StartAsync(_b, () => new Obedient(), new StartOptions { Name = Srv })).IsStarted);
    }

    /// <summary>A call and what may come of it.</summary>
    private sealed class Open(int number, RequestId request, bool mayBeRefused)
    {
        private ErlTerm? _failure;
        private bool _isAnswered;

        public int Number => number;

        public RequestId Request => request;

        public bool IsGivenUp { get; set; }

        public bool IsReleased { get; private set; }

        /// <summary>The server is told to answer; when something failed before, the call has its outcome already.</summary>
        public void Release()
        {
            IsReleased = true;
            _isAnswered |= _failure is null;
        }

        /// <summary>Something fails, and ends the call when it has not been answered. The first failure counts.</summary>
        public void Fail(ErlTerm reason) => _failure ??= reason;

        public void Expect(CallResponse response)
        {
            var allowed = new List<ErlTerm>();
            if (mayBeRefused || (_failure is not null && _failure.Equals(Atoms.Noconnection)))
            {
                allowed.Add(Atoms.Noconnection);
            }

            if (_isAnswered)
            {
                allowed.Add(number);
            }
            else if (_failure is not null)
            {
                allowed.Add(_failure);
            }

            Assert.Contains(response.Reply ?? response.Failure!, allowed);
        }
    }
}
