using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class TasksOnThePage : ProcessTest
{
    private readonly List<int> _used = [];

    [Fact]
    public async Task A_task_is_waited_for() => await Run(async self =>
    {
        ProcessTask<int> slow = self.Async(async process => await CountAsync(process));
        // ... other work ...
        int count = await self.AwaitAsync(slow, TimeSpan.FromSeconds(10));

        Assert.Equal(3, count);
    });

    [Fact]
    public async Task A_stream_gives_outcomes_in_the_order_of_its_items() => await Run(async self =>
    {
        string[] hosts = ["a", "bb", "ccc"];

        await foreach (TaskOutcome<int> outcome in self.AsyncStream(hosts, (process, host) => PingAsync(process, host)))
        {
            Use(outcome.Value);
        }

        Assert.Equal([1, 2, 3], _used);
    });

    private static Task<int> CountAsync(ProcessContext process) => Task.FromResult(process.Node is null ? 0 : 3);

    private static Task<int> PingAsync(ProcessContext process, string host) => Task.FromResult(process.Node is null ? 0 : host.Length);

    private void Use(int value) => _used.Add(value);
}
