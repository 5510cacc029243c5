using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Random events, each doing random things in each state, against a model of gen_statem.</summary>
[Trait("Scenario", "O2")]
public sealed class StatemModelTests : ProcessTest
{
    private const int Sequences = 260;
    private const int StepsOfASequence = 40;

    private static readonly int[] Times = [0, 0, 10, 20, 20, 1000];
    private static readonly int[] Moments = [-1000, -5, 0, 10, 20, 1000];

    [Fact]
    public void Events_are_handled_in_the_order_of_the_model_whatever_they_do()
    {
        int handled = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithReplay(3, 5),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => handled += PlayAsync(seed).WaitAsync(TestTimeouts.Long).GetAwaiter().GetResult()));

        Assert.True(handled >= 10_000, $"Only {handled} events were handled.");
    }

    private Task<int> PlayAsync(int seed) => Run(async self =>
    {
        var scripts = new RandomScripts(seed, Times, Moments);
        var model = new StatemModel();
        ErlPid machine = (await GenStatem.StartAsync(self, () => new ScriptedStatem())).Pid;
        for (int step = 0; step < StepsOfASequence; step++)
        {
            if (model.NextDeadline is { } due && scripts.Next(3) == 0)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(due - model.Now));
                model.Wait();
            }
            else
            {
                ErlTerm script = scripts.Event();
                GenStatem.Cast(self, machine, script);
                model.Cast(script);
            }

            Assert.Equal(ErlTerm.Tuple(model.Current, model.Log).ToString(), (await SettleAsync(self, machine, model.Logged)).ToString());
        }

        await GenStatem.StopAsync(self, machine);
        return model.Handled;
    });

    /// <summary>
    /// The state, once all is handled. A time-out whose time is past is a message that the machine sends itself: it stands in the mailbox before the
    /// next question does, so each question sees one more at least.
    /// </summary>
    private static async Task<ErlTerm> SettleAsync(ProcessContext self, ErlPid machine, int expected)
    {
        int before;
        int logged = -1;
        ErlTerm state;
        do
        {
            before = logged;
            state = await self.GetStateAsync(machine, Timeout.InfiniteTimeSpan);
            logged = ((ErlList)((ErlTuple)state)[1]).Count;
        }
        while (logged < expected && logged > before);
        return state;
    }
}
