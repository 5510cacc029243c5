using Chan.Distribution.Otp.Registries;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.Terms.Patterns;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Otp.Registries;

/// <summary>Random use by several processes, compared step by step with a list of entries.</summary>
[Trait("Scenario", "R10")]
public sealed class RegistryModelTests : ProcessTest
{
    private const int Workers = 3;
    private const int KeyCount = 3;

    public enum Verb
    {
        Register,
        Unregister,
        UnregisterMatch,
        Kill,
    }

    /// <summary>A step: who, what, which key; the value says which step it was.</summary>
    public sealed record Step(Verb Verb, int Worker, int Key, int Value);

    [Theory]
    [InlineData(RegistryKeys.Unique)]
    [InlineData(RegistryKeys.Duplicate)]
    public void A_registry_is_the_list_of_entries_that_its_history_makes(RegistryKeys keys)
    {
        Gen<Step> step = Gen.Elements(Verb.Register, Verb.Register, Verb.Register, Verb.Unregister, Verb.UnregisterMatch, Verb.Kill)
            .SelectMany(verb => Gen.Choose(0, Workers - 1)
                .SelectMany(worker => Gen.Choose(0, KeyCount - 1)
                    .SelectMany(key => Gen.Choose(0, 1).Select(value => new Step(verb, worker, key, value)))));
        Prop.ForAll(step.ListOf(30).ToArbitrary(), plan => PlayAsync(keys, [.. plan]).WaitAsync(TestTimeouts.Long).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private async Task PlayAsync(RegistryKeys keys, Step[] plan)
    {
        var registry = new Registry(Node, new RegistryOptions { Keys = keys });
        Worker[] workers = [.. Enumerable.Range(0, Workers).Select(_ => new Worker(Node))];
        var model = new List<RegistryEntry>();
        try
        {
            foreach (Step step in plan)
            {
                await PlayAsync(registry, workers, step, model);
                Compare(registry, workers, model);
            }
        }
        finally
        {
            foreach (Worker worker in workers)
            {
                Node.Exit(worker.Pid, Atoms.Kill);
            }
        }

        Assert.Equal(0, registry.Count);
    }

    private async Task PlayAsync(Registry registry, Worker[] workers, Step step, List<RegistryEntry> model)
    {
        Worker worker = workers[step.Worker];
        ErlTerm key = step.Key;
        switch (step.Verb)
        {
            case Verb.Register:
                ErlPid? owner = registry.Keys == RegistryKeys.Unique ? model.Find(entry => entry.Key.Equals(key))?.Pid : null;
                Assert.Equal(owner, await worker.DoAsync(self => registry.TryRegister(self, key, step.Value, out ErlPid? taken) ? null : taken));
                if (owner is null)
                {
                    model.Add(new RegistryEntry(key, worker.Pid, step.Value));
                }

                break;
            case Verb.Unregister:
                await worker.DoAsync(self =>
                {
                    registry.Unregister(self, key);
                    return true;
                });
                model.RemoveAll(entry => entry.Pid.Equals(worker.Pid) && entry.Key.Equals(key));
                break;
            case Verb.UnregisterMatch:
                await worker.DoAsync(self =>
                {
                    registry.UnregisterMatch(self, key, TermPattern.Parse($"{step.Value}"));
                    return true;
                });
                model.RemoveAll(entry => entry.Pid.Equals(worker.Pid) && entry.Key.Equals(key) && entry.Value.Equals((ErlTerm)step.Value));
                break;
            default:
                Node.Exit(worker.Pid, Atoms.Kill);
                model.RemoveAll(entry => entry.Pid.Equals(worker.Pid));
                workers[step.Worker] = new Worker(Node);
                break;
        }
    }

    private static void Compare(Registry registry, Worker[] workers, List<RegistryEntry> model)
    {
        Assert.Equal(model.Count, registry.Count);
        for (int number = 0; number < KeyCount; number++)
        {
            ErlTerm key = number;
            Assert.Equal(model.Where(entry => entry.Key.Equals(key)), registry.Lookup(key));
            Assert.Equal(
                model.Count(entry => entry.Key.Equals(key) && entry.Value.Equals((ErlTerm)1)), registry.CountMatch(key, TermPattern.Parse("1")));
            Assert.All(workers, worker => Assert.Equal(
                model.Where(entry => entry.Key.Equals(key) && entry.Pid.Equals(worker.Pid)).Select(entry => entry.Value), registry.Values(key, worker.Pid)));
        }

        Assert.All(workers, worker => Assert.Equal(
            model.Where(entry => entry.Pid.Equals(worker.Pid)).Select(entry => entry.Key), registry.KeysOf(worker.Pid)));
    }
}
