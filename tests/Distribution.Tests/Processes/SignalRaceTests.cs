using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Links, monitors and exits at the same time, in random orders: what each process is told is counted.</summary>
[Trait("Scenario", "P5")]
[Trait("Scenario", "P6")]
public sealed class SignalRaceTests : ProcessTest
{
    /// <summary>What a tying process does with the target, in order.</summary>
    public enum Step
    {
        Link,
        Unlink,
        Monitor,
        Demonitor,
        Pause,
    }

    [Fact]
    public void Every_tie_to_a_dying_process_is_told_exactly_once_under_any_schedule()
    {
        Gen<Step[][]> plans = Gen.Elements(Enum.GetValues<Step>()).ArrayOf(12).ArrayOf(4);
        Prop.ForAll(plans.ToArbitrary(), plan => PlayAsync(plan).WaitAsync(TestTimeouts.Long).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    /// <summary>Several processes tie themselves to one target, each by its plan, while it is killed at some moment.</summary>
    private async Task PlayAsync(Step[][] plans)
    {
        ErlPid target = SpawnIdle();
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<List<string>>[] playing = [.. plans.Select(plan => Node.RunAsync(self => PlayOneAsync(self, target, plan, killed.Task)))];
        await Task.Run(() =>
        {
            Thread.SpinWait(plans.Sum(plan => plan.Count(step => step == Step.Pause)) * 50);
            Node.Exit(target, Atoms.Kill);
            killed.SetResult();
        });

        Assert.Empty((await Task.WhenAll(playing)).SelectMany(faults => faults));
    }

    private static async Task<List<string>> PlayOneAsync(ProcessContext self, ErlPid target, Step[] plan, Task killed)
    {
        self.TrapExit = true;
        bool linked = false;
        int links = 0;
        var watching = new List<ErlReference>();
        foreach (Step step in plan)
        {
            switch (step)
            {
                case Step.Link:
                    self.Link(target);
                    linked = true;
                    links++;
                    break;
                case Step.Unlink:
                    self.Unlink(target);
                    linked = false;
                    break;
                case Step.Monitor:
                    watching.Add(self.Monitor(target));
                    break;
                case Step.Demonitor when watching.Count > 0:
                    self.Demonitor(watching[0], DemonitorOptions.Flush);
                    watching.RemoveAt(0);
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }

        // The target's end has told everybody when the call that killed it returns.
        await killed;
        return await CheckAsync(self, linked, links, watching);
    }

    private static async Task<List<string>> CheckAsync(ProcessContext self, bool linked, int links, List<ErlReference> watching)
    {
        var faults = new List<string>();
        int exits = 0;
        int deaths = 0;
        while (await self.ReceiveAsync(TimeSpan.Zero) is { } message)
        {
            switch (message)
            {
                case ErlTuple and [ErlAtom("DOWN"), ErlReference reference, _, _, ErlAtom("killed" or "noproc")] when watching.Remove(reference):
                    break;
                case ErlTuple and [ErlAtom("EXIT"), _, ErlAtom("killed" or "noproc") and var reason]:
                    exits++;
                    deaths += reason == Atoms.Killed ? 1 : 0;
                    break;
                default:
                    faults.Add($"not expected: {message}");
                    break;
            }
        }

        // Each call of Link is told once at most: with killed while the target lived, with noproc afterwards.
        if (exits > links || deaths > 1 || (linked && exits == 0) || watching.Count > 0)
        {
            faults.Add($"{exits} exit signals, {deaths} of them killed, for {links} links; {watching.Count} monitors did not fire");
        }

        return faults;
    }
}
