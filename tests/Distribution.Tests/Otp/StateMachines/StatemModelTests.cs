using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
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
        var scripts = new RandomScripts(seed, Times);
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

            Assert.Equal(
                ErlTerm.Tuple(model.Current, model.Log).ToString(), (await self.GetStateAsync(machine, Timeout.InfiniteTimeSpan)).ToString());
        }

        await GenStatem.StopAsync(self, machine);
        return model.Handled;
    });
}
