using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>The reasons that machines end with when what they answer is out of place, beside those of gen_statem.</summary>
[Trait("Scenario", "O2")]
public sealed class StatemFaultTests
{
    private static readonly ErlAtom A = ErlTerm.Atom("a");
    private static readonly ErlAtom B = ErlTerm.Atom("b");

    private static readonly (string Theirs, bool IsInEntry, Func<StateResult> Ours)[] Faults =
    [
        ("{keep_state_and_data, pop_callback_module}", false, () => StateResult.KeepState(StateAction.PopCallbackModule)),
        ("{keep_state_and_data, pop_callback_module}", true, () => StateResult.KeepState(StateAction.PopCallbackModule)),
        ("{keep_state_and_data, {push_callback_module, faulty_statem}}", true, () => StateResult.KeepState(StateAction.PushCallbackModule(Never()))),
        ("{repeat_state, d, [{change_callback_module, faulty_statem}]}", true, () => StateResult.RepeatState(StateAction.ChangeCallbackModule(Never()))),
        ("{keep_state_and_data, postpone}", true, () => StateResult.KeepState(StateAction.Postpone)),
        ("{keep_state, d, {next_event, internal, x}}", true, () => StateResult.KeepState(StateAction.NextEvent(StateEvent.Internal(ErlTerm.Atom("x"))))),
        ("{next_state, a, d}", true, () => StateResult.NextState(A)),
        ("{next_state, a, d, [{state_timeout, 5, x}, {{timeout, n}, cancel}]}", true, () => StateResult.NextState(
            A,
            StateAction.StartTimeout(TimeoutType.State, TimeSpan.FromMilliseconds(5), ErlTerm.Atom("x")),
            StateAction.CancelTimeout(TimeoutType.Generic(ErlTerm.Atom("n"))))),
    ];

    [Fact]
    public async Task A_machine_that_answers_what_it_may_not_ends_as_one_of_gen_statem()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ErlangPeer erl = await ErlangPeer.StartAsync(
            new ErlangPeerOptions { Modules = [Path.Combine(AppContext.BaseDirectory, "Otp", "faulty_statem.erl")] }, cancellation);
        await using var node = new Node();
        foreach ((string theirs, bool isInEntry, Func<StateResult> ours) in Faults)
        {
            string expected = await erl.EvaluateAsync($"faulty_statem:reason({{{(isInEntry ? "entry" : "event")}, {theirs}}})", cancellation);
            ErlTerm reason = await node.RunAsync(self => ReasonAsync(self, new Faulty(isInEntry, ours)), cancellation);

            Assert.Equal((theirs, expected), (theirs, reason.ToString()));
        }
    }

    private static async Task<ErlTerm> ReasonAsync(ProcessContext self, GenStatem machine)
    {
        (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(self, () => machine);
        GenStatem.Cast(self, started.Pid, ErlTerm.Atom("go"));
        var down = (ErlTuple)await self.ReceiveAsync(monitor!);
        return ((ErlTuple)down[4])[0];
    }

    private static Faulty Never() => new(false, () => StateResult.KeepState());

    /// <summary>Gives a result that it may not give.</summary>
    private sealed class Faulty(bool isInEntry, Func<StateResult> result) : GenStatem
    {
        protected internal override ErlAtom Module => ErlTerm.Atom("faulty_statem");

        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

        protected internal override bool HasStateEnter => true;

        protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(A);

        protected internal override ErlTerm GetData() => ErlTerm.Atom("d");

        protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
            => stateEvent.Kind == EventKind.Enter ? (isInEntry && state == B ? result() : StateResult.KeepState())
                : isInEntry ? StateResult.NextState(B)
                : result();
    }
}
