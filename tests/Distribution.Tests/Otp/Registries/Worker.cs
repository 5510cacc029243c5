using System.Threading.Channels;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Registries;

/// <summary>A process that does what a test tells it.</summary>
internal sealed class Worker
{
    private readonly Channel<Action<ProcessContext>> _orders = Channel.CreateUnbounded<Action<ProcessContext>>();

    public Worker(Node node) => Pid = node.Spawn(RunAsync);

    public ErlPid Pid { get; }

    public async Task<T> DoAsync<T>(Func<ProcessContext, T> order)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _orders.Writer.WriteAsync(self =>
        {
            try
            {
                done.SetResult(order(self));
            }
            catch (Exception failure) when (failure is not ProcessEndedException)
            {
                done.SetException(failure);
            }
        });
        return await done.Task.WaitAsync(TestTimeouts.Long);
    }

    private async Task RunAsync(ProcessContext self)
    {
        CancellationToken exiting = self.Exiting;
        try
        {
            await foreach (Action<ProcessContext> order in _orders.Reader.ReadAllAsync(exiting))
            {
                order(self);
            }
        }
        catch (OperationCanceledException)
        {
            // The process has been killed.
        }
    }
}
