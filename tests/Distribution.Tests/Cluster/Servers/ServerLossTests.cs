using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

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
    public void Every_call_has_exactly_one_outcome_whatever_is_lost() => LossPlay<Step>.Check(
        world => new Play(world), (6, Step.Call), (3, Step.Answer), (2, Step.GiveUp), (1, Step.End), (1, Step.Cut), (1, Step.Restart));

    private sealed class Play(MemoryWorld world) : LossPlay<Step>(world)
    {
        private readonly List<Open> _calls = [];

        protected override async Task DoAsync(ProcessContext self, Step step)
        {
            switch (step)
            {
                case Step.Call:
                    _calls.Add(new Open(_calls.Count, self.SendRequest(There, _calls.Count), IsLossSeen));
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
                    ErlPid server = B.WhereIs(Srv)!;
                    B.Cast(Srv, ErlTerm.Tuple(ErlTerm.Atom("end"), Ended));
                    await B.WhenExited(server);
                    await PrepareAsync();
                    break;
                case Step.Cut:
                    await CutAsync();
                    break;
                case Step.Restart:
                    await RestartAsync();
                    break;
            }
        }

        protected override async Task FinishAsync(ProcessContext self)
        {
            _calls.ForEach(Answer);
            foreach (Open call in _calls.Where(call => !call.IsGivenUp))
            {
                call.Expect((await self.ReceiveResponseAsync(call.Request))!);
            }
        }

        protected override async Task<bool> TryReachAsync()
        {
            try
            {
                await A.CallAsync(There, Atoms.Ping, Timeout.InfiniteTimeSpan);
                return true;
            }
            catch (TermException)
            {
                return false;
            }
        }

        protected override void BeginLoss() => _calls.ForEach(call => call.Fail(Atoms.Noconnection));

        protected override async Task PrepareAsync()
            => Assert.True((await GenServer.StartAsync(B, () => new Obedient(), new StartOptions { Name = Srv })).IsStarted);

        private void Answer(Open call)
        {
            call.Release();
            B.Cast(Srv, call.Number);
        }
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
