using System.Collections.Concurrent;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Cluster.Erpc;

/// <summary>Calls while called processes are killed, the connection breaks and the other node is started anew, in random orders.</summary>
[Trait("Scenario", "R2")]
[Trait("Scenario", "R4")]
public sealed class ErpcLossTests
{
    private static readonly ErlAtom B = MemoryWorld.Name("b");
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
    public void Every_call_has_its_own_result_exactly_once_whatever_is_lost()
    {
        Gen<Step[]> plans = Gen.Frequency(
            (6, Gen.Constant(Step.Call)), (3, Gen.Constant(Step.Answer)), (2, Gen.Constant(Step.Kill)), (2, Gen.Constant(Step.GiveUp)),
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
        private readonly ConcurrentDictionary<ErlTerm, TaskCompletionSource<Step>> _orders = new();
        private readonly List<Open> _calls = [];
        private Node _a = null!;
        private Node _b = null!;
        private bool _isLossSeen;

        public async Task RunAsync(Step[] plan)
        {
            _a = await world.StartAsync("a");
            await StartAsync();
            await MemoryWorld.RunAsync(_a, async self =>
            {
                foreach (Step step in plan)
                {
                    await DoAsync(self, step);
                }

                _calls.ForEach(call => Order(call, Step.Answer));
                foreach (Open call in _calls.Where(call => !call.IsGivenUp))
                {
                    call.Expect(await ResultAsync(() => self.ErpcReceiveResponseAsync(call.Request)), Step.Answer);
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
                    _calls.Add(new Open(_calls.Count, self.ErpcSendRequest(B, M, Obey, [_calls.Count]), _isLossSeen));
                    break;
                case Step.Answer or Step.Kill when _calls.Find(call => call.Order is null) is { } waiting:
                    Order(waiting, step);
                    break;
                case Step.GiveUp when _calls.FindLast(call => !call.IsGivenUp) is { } newest:
                    newest.IsGivenUp = true;
                    newest.Expect(await ResultAsync(() => self.ErpcReceiveResponseAsync(newest.Request, TimeSpan.Zero)), Step.GiveUp);
                    break;
                case Step.Cut or Step.Restart:
                    await LoseAsync(step);
                    break;
            }
        }

        private async Task LoseAsync(Step how)
        {
            await ReachAsync();
            _isLossSeen = true;
            _calls.ForEach(call => call.IsLost = true);
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
                await StartAsync();
            }
        }

        /// <summary>Calls until the other node answers.</summary>
        private async Task ReachAsync()
        {
            while (!B.Equals(await _a.RpcCallAsync(B, Atoms.Erlang, Atoms.Node, [])))
            {
                world.Clock.Advance(TimeSpan.FromMilliseconds(20));
            }
        }

        private async Task StartAsync()
        {
            _b = await world.StartAsync("b");
            _b.Modules.Add(M, Obey, 1, async (self, arguments) =>
            {
                if (await Of(arguments[0]).Task.WaitAsync(self.Exiting) == Step.Kill)
                {
                    self.Exit(self.Self, Atoms.Kill);
                }

                return arguments[0];
            });
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
