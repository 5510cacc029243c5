using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Distribution.Tests.Cluster;

/// <summary>A process of node a uses node b in a random order of steps; among them, the connection breaks, and b is started anew.</summary>
/// <typeparam name="TStep">The steps.</typeparam>
/// <param name="world">Where the nodes are.</param>
internal abstract class LossPlay<TStep>(MemoryWorld world)
    where TStep : struct, Enum
{
    private const int Steps = 16;
    private const int Plays = 40;

    private Node? _a;
    private Node? _b;

    protected Node A => _a ?? throw new InvalidOperationException("The play has not begun.");

    protected Node B => _b ?? throw new InvalidOperationException("The play has not begun.");

    /// <summary>Whether the connection was lost before: what is sent from then on may find it not there yet.</summary>
    protected bool IsLossSeen { get; private set; }

    /// <summary>Plays random plans, each in a world of its own.</summary>
    /// <param name="create">Makes a play.</param>
    /// <param name="steps">The steps, and how often each is to come.</param>
    public static void Check(Func<MemoryWorld, LossPlay<TStep>> create, params (int Weight, TStep Step)[] steps)
    {
        Gen<TStep[]> plans = Gen.Frequency([.. steps.Select(each => (each.Weight, Gen.Constant(each.Step)))]).ArrayOf(Steps);
        Prop.ForAll(plans.ToArbitrary(), plan => PlayAsync(plan).WaitAsync(TestTimeouts.Long).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Plays));

        async Task PlayAsync(TStep[] plan)
        {
            await using var world = new MemoryWorld();
            await create(world).RunAsync(plan);
        }
    }

    /// <summary>Makes ready what a uses on b, which has just been started.</summary>
    protected abstract Task PrepareAsync();

    protected abstract Task DoAsync(ProcessContext self, TStep step);

    /// <summary>Ends what is still open.</summary>
    protected abstract Task FinishAsync(ProcessContext self);

    /// <summary>Asks b, which may be out of reach, by a call that comes behind all that was sent before.</summary>
    protected abstract Task<bool> TryReachAsync();

    /// <summary>The connection is going to be lost.</summary>
    protected abstract void BeginLoss();

    /// <summary>Returns when b has everything that was sent to it.</summary>
    protected async Task ReachAsync()
    {
        while (!await TryReachAsync())
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    protected async Task CutAsync()
    {
        await LoseAsync();
        world.Network.Cut("a@memory", "b@memory");
        await world.UntilAsync(() => A.Nodes().Count == 0 && B.Nodes().Count == 0);
        world.Network.Heal("a@memory", "b@memory");
    }

    protected async Task RestartAsync()
    {
        await LoseAsync();
        await B.DisposeAsync();
        await world.UntilAsync(() => A.Nodes().Count == 0);
        await StartOtherAsync();
    }

    private async Task RunAsync(TStep[] plan)
    {
        _a = await world.StartAsync("a");
        await StartOtherAsync();
        await MemoryWorld.RunAsync(_a, async self =>
        {
            foreach (TStep step in plan)
            {
                await DoAsync(self, step);
            }

            await FinishAsync(self);
            await ReachAsync();
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    private async Task StartOtherAsync()
    {
        _b = await world.StartAsync("b");
        await PrepareAsync();
    }

    private async Task LoseAsync()
    {
        await ReachAsync();
        IsLossSeen = true;
        BeginLoss();
    }
}
