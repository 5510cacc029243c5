using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

/// <summary>A node with a test clock and a log that fails the test for crashes it did not announce.</summary>
public abstract class ProcessTest : IAsyncDisposable
{
    protected ProcessTest()
    {
        Log = new TestLog();
        Clock = new TestClock();
        Node = new Node(new NodeRuntimeOptions { TimeProvider = Clock, LoggerFactory = Log });
    }

    protected Node Node { get; }

    protected TestClock Clock { get; }

    protected TestLog Log { get; }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        Log.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static ErlTerm Term(string text) => ErlTerm.Parse(text);

    /// <summary>What a call fails with.</summary>
    protected static Task<TermException> Failure(Task call) => Assert.ThrowsAsync<TermException>(() => call);

    protected Task<T> Run<T>(Func<ProcessContext, Task<T>> body) => Node.RunAsync(body).WaitAsync(TestTimeouts.Long);

    protected Task Run(Func<ProcessContext, Task> body) => Run(async self =>
    {
        await body(self);
        return true;
    });

    protected Task<ErlTerm> ExitOf(ErlPid pid) => Node.WhenExited(pid).WaitAsync(TestTimeouts.Long);

    /// <summary>A process that waits until it gets the atom stop.</summary>
    protected ErlPid SpawnIdle(SpawnOptions? options = null) => Node.Spawn(WaitForStop, options);

    /// <summary>Waits until a process has read all that it wants to read and waits for more.</summary>
    protected async Task WaitUntilWaiting(ErlPid pid)
    {
        while (Node.GetProcessInformation(pid) is not { Status: ProcessStatus.Waiting })
        {
            await Task.Yield();
        }
    }

    protected static async Task WaitForStop(ProcessContext self) => await self.ReceiveAsync(message => message == Atoms.Stop);
}
