using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>Two nodes, <c>a@host</c> and <c>b@host</c>, with a channel between them over a connection in memory.</summary>
internal sealed class ChannelNodes : IAsyncDisposable
{
    public static readonly ErlAtom NameA = ErlTerm.Atom("a@host");
    public static readonly ErlAtom NameB = ErlTerm.Atom("b@host");

    public const uint CreationA = 0x1111_1111;
    public const uint CreationB = 0x2222_2222;

    private readonly ChannelRemote _remoteA = new();
    private readonly ChannelRemote _remoteB = new();

    public ChannelNodes(
        DistributionFlags flags = DistributionFlags.Visible, TestLog? log = null, ChannelOptions? options = null, MemoryStreamPair? wire = null)
    {
        Log = log ?? new TestLog();
        Wire = wire ?? new MemoryStreamPair();
        var runtime = new NodeRuntimeOptions { TimeProvider = Clock, LoggerFactory = Log };
        A = new Node(runtime);
        B = new Node(runtime);
        A.BecomeAlive(NameA, CreationA, _remoteA);
        B.BecomeAlive(NameB, CreationB, _remoteB);
        options ??= new ChannelOptions();
        options = options with { TimeProvider = Clock };
        ChannelA = new Channel(A, NameB, CreationB, flags, Wire.First, default, options, Log.CreateLogger("a"));
        ChannelB = new Channel(B, NameA, CreationA, flags, Wire.Second, default, options, Log.CreateLogger("b"));
        _remoteA.Channel = ChannelA;
        _remoteB.Channel = ChannelB;
        ChannelA.Start();
        ChannelB.Start();
    }

    public TestClock Clock { get; } = new();

    public TestLog Log { get; }

    public MemoryStreamPair Wire { get; }

    public Node A { get; }

    public Node B { get; }

    public Channel ChannelA { get; }

    public Channel ChannelB { get; }

    public async ValueTask DisposeAsync()
    {
        await ChannelA.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await ChannelB.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await A.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await B.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        Wire.Dispose();
        Log.Dispose();
    }

    /// <summary>Runs a body as a process of <see cref="A"/>.</summary>
    public Task<T> RunOnA<T>(Func<ProcessContext, Task<T>> body) => A.RunAsync(body).WaitAsync(TestTimeouts.Long);

    /// <summary>Runs a body as a process of <see cref="A"/>.</summary>
    public Task RunOnA(Func<ProcessContext, Task> body) => RunOnA(async self =>
    {
        await body(self);
        return true;
    });

    /// <summary>A process of <see cref="B"/> that sends everything back to the pid in <c>{Pid, Message}</c>, until it gets another message.</summary>
    public ErlPid SpawnEcho(string? name = null) => B.Spawn(Echo, new SpawnOptions { Name = name is null ? null : ErlTerm.Atom(name) });

    private static async Task Echo(ProcessContext self)
    {
        while (await self.ReceiveAsync() is ErlTuple and [ErlPid from, ErlTerm message])
        {
            self.Send(from, message);
        }
    }
}
