using Chan.Distribution.Processes;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Docs;

/// <summary>What the pages of docs show, run. Architecture.Tests holds that each of their C# blocks stands in this folder, word for word.</summary>
public abstract class PageTest : IAsyncDisposable
{
    protected PageTest()
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

    protected Task Run(Func<ProcessContext, Task> body) => Node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Long);
}
