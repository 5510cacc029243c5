using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Many processes, and nothing left behind. Alone, because the memory of the whole test program is what is measured.</summary>
[Collection(nameof(ScaleTests))]
[CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
public sealed class ScaleTests : ProcessTest
{
    [Fact]
    public async Task A_hundred_thousand_idle_processes_take_540_bytes_each_at_most_and_answer()
    {
        const int Count = 100_000;
        var pids = new ErlPid[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++)
        {
            pids[i] = Node.Spawn(Answer);
        }

        await WaitUntilWaiting(pids[^1]);
        Assert.Equal(Count, Node.ProcessCount);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange((after - before) / Count, 1, 540);

        await Run(async self =>
        {
            foreach (ErlPid pid in pids)
            {
                self.Send(pid, self.Self);
            }

            for (int i = 0; i < Count; i++)
            {
                await self.ReceiveAsync();
            }
        });
    }

    [Fact]
    public async Task A_million_processes_come_and_go_without_a_trace()
    {
        await SpawnAndAwaitEnds(50_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await SpawnAndAwaitEnds(1_000_000);

        // The smallest object has 24 bytes: one that stayed for each process would be 24 MB. Pools that grow with the number of threads stay below.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 12_000_000);
    }

    private static async Task Answer(ProcessContext self) => self.Send(await self.ReceiveAsync(), Atoms.Ok);

    private async Task SpawnAndAwaitEnds(int count)
    {
        await Node.RunAsync(async self =>
        {
            self.TrapExit = true;
            for (int done = 0; done < count; done += 1_000)
            {
                for (int i = 0; i < 1_000; i++)
                {
                    ErlPid child = self.SpawnLink(Answer);
                    self.Monitor(child);
                    self.Send(child, self.Self);
                }

                for (int i = 0; i < 3_000; i++)
                {
                    await self.ReceiveAsync();
                }
            }

            return true;
        }).WaitAsync(TestTimeouts.Process);
    }
}
