using Chan.Client.Connecting;
using Chan.Client.Sessions;
using Chan.Protocol.Framing;
using Chan.TestKit;

namespace Chan.Client.Tests.Kit;

/// <summary>A client in a native session with a scripted gateway, in memory and on a test clock.</summary>
internal sealed class SessionPair : IAsyncDisposable
{
    internal const uint FrameLimit = 1024 * 1024;

    internal static readonly ChanEndpoint Endpoint = new("gateway.test", 12340, "nameServer");

    private readonly TestLog _log = new();

    internal SessionPair(ChanConnectionOptions? options = null, uint frameLimit = FrameLimit, MemoryStreamPair? streams = null, TestClock? clock = null)
    {
        Clock = clock ?? new TestClock();
        Streams = streams ?? new MemoryStreamPair();
        options = (options ?? new ChanConnectionOptions()) with { TimeProvider = Clock, LoggerFactory = _log };
        Gateway = new ScriptedGateway(Streams.Second);
        Session = new NativeSession(
            new Transport(Streams.First, new byte[32], null),
            new FrameReader(Streams.First, FrameFormat.Native, frameLimit, Clock),
            new FrameWriter(Streams.First, new FrameWriterOptions { MaxLength = frameLimit, TimeProvider = Clock }),
            new byte[16],
            Endpoint,
            options);
        Client = new ChanConnection(Session);
        Session.Start();
    }

    internal TestClock Clock { get; }

    internal TestLog Log => _log;

    internal MemoryStreamPair Streams { get; }

    internal ScriptedGateway Gateway { get; }

    internal NativeSession Session { get; }

    internal ChanConnection Client { get; }

    internal Task<ChanCloseReason> Closed => Client.Closed.WaitAsync(TestTimeouts.Long);

    public async ValueTask DisposeAsync()
    {
        // Broken first: the client's goodbye would wait for the gateway, on a clock that stands still.
        Streams.Cut();
        await Client.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        Gateway.Dispose();
        Streams.Dispose();
        _log.Dispose();
    }
}
