using System.Collections.Concurrent;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Erpc;

/// <summary>Calls while called processes are killed, the connection breaks and the other node is started anew, in random orders.</summary>
[Trait("Scenario", "R2")]
[Trait("Scenario", "R4")]
public sealed class ErpcLossTests
{
    private static readonly ErlAtom There = MemoryWorld.Name("b");
    private static readonly ErlAtom M = ErlTerm.Atom("m");
    private static readonly ErlAtom Obey = ErlTerm.Atom("obey");

    public enum Step
    {
        /// <summary>Sends a call that stays open until its function is let go.</summary>
        Call,

        /// <summary>Lets the oldest function that waits return.</summary>
        Answer,

        /// <summary>Lets the oldest function that waits be killed.</summary>
        Kill,

        /// <summary>Gives the newest call up.</summary>
        GiveUp,

        /// <summary>Breaks the connection.</summary>
        Cut,

        /// <summary>Ends the other node and starts it anew.</summary>
        Restart,
    }

    [Fact]
    public void Every_call_has_its_own_result_exactly_once_whatever_is_lost() => LossPlay<Step>.Check(
        world => new Play(world), (6, Step.Call), (3, Step.Answer), (2, Step.Kill), (2, Step.GiveUp), (1, Step.Cut), (1, Step.Restart));

    private sealed class Play(MemoryWorld world) : LossPlay<Step>(world)
    {
        private readonly ConcurrentDictionary<ErlTerm, TaskCompletionSource<Step>> _orders = new();
        private readonly List<Open> _calls = [];

        protected override async Task DoAsync(ProcessContext self, Step step)
        {
            switch (step)
            {
                case Step.Call:
                    _calls.Add(new Open(_calls.Count, self.ErpcSendRequest(There, M, Obey, [_calls.Count]), IsLossSeen));
                    break;
                case Step.Answer or Step.Kill when _calls.Find(call => call.Order is null) is { } waiting:
                    Order(waiting, step);
                    break;
                case Step.GiveUp when _calls.FindLast(call => !call.IsGivenUp) is { } newest:
                    newest.IsGivenUp = true;
                    newest.Expect(await ResultAsync(() => self.ErpcReceiveResponseAsync(newest.Request, TimeSpan.Zero)), Step.GiveUp);
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
            _calls.ForEach(call => Order(call, Step.Answer));
            foreach (Open call in _calls.Where(call => !call.IsGivenUp))
            {
                call.Expect(await ResultAsync(() => self.ErpcReceiveResponseAsync(call.Request)), Step.Answer);
            }
        }

        protected override async Task<bool> TryReachAsync() => There.Equals(await A.RpcCallAsync(There, Atoms.Erlang, Atoms.Node, []));

        protected override void BeginLoss() => _calls.ForEach(call => call.IsLost = true);

        protected override Task PrepareAsync()
        {
            B.Modules.Add(M, Obey, 1, async (self, arguments) =>
            {
                if (await Of(arguments[0]).Task.WaitAsync(self.Exiting) == Step.Kill)
                {
                    self.Exit(self.Self, Atoms.Kill);
                }

                return arguments[0];
            });
            return Task.CompletedTask;
        }

        private void Order(Open call, Step step)
        {
            call.Order ??= step;
            Of(call.Number).TrySetResult(step);
        }

        private TaskCompletionSource<Step> Of(ErlTerm number)
            => _orders.GetOrAdd(number, _ => new TaskCompletionSource<Step>(TaskCreationOptions.RunContinuationsAsynchronously));

        private static async Task<string> ResultAsync(Func<Task<ErlTerm>> call)
        {
            try
            {
                return (await call()).ToString();
            }
            catch (TermException raised)
            {
                return $"{raised.Class} {raised.Reason}";
            }
        }
    }

    /// <summary>A call and what may come of it.</summary>
    private sealed class Open(int number, ErpcRequestId request, bool mayBeRefused)
    {
        private bool _wasOrdered;

        public int Number => number;

        public ErpcRequestId Request => request;

        public bool IsGivenUp { get; set; }

        /// <summary>What the function was told, if anything.</summary>
        public Step? Order { get; set; }

        /// <summary>The connection was lost while the call was open: only a function that had been let go before may have told its end.</summary>
        public bool IsLost
        {
            get;
            set
            {
                _wasOrdered |= !field && Order is not null;
                field = value;
            }
        }

        public void Expect(string result, Step how)
        {
            var allowed = new List<string>();
            if (IsLost || mayBeRefused)
            {
                allowed.Add("Error {erpc,noconnection}");
            }

            if (how == Step.GiveUp)
            {
                allowed.Add("Error {erpc,timeout}");
            }

            if (Order is { } order && (!IsLost || _wasOrdered))
            {
                allowed.Add(order == Step.Kill ? "Exit {signal,killed}" : $"{number}");
            }

            Assert.Contains(result, allowed);
        }
    }
}
