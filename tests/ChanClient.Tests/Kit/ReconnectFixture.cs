using System.Threading.Channels;
using Chan.Client.Reconnecting;
using Chan.TestKit;

namespace Chan.Client.Tests.Kit;

/// <summary>A connection that comes back, on a test clock: every attempt has the outcome that the test planned for it.</summary>
internal sealed class ReconnectFixture : IAsyncDisposable
{
    internal static readonly ChanConnectionOptions Options = new() { Password = Protocol.Verifiers.ChanPassword.FromString("s3cretWord") };

    private readonly Channel<ChanStateChange> _states = Channel.CreateUnbounded<ChanStateChange>();
    private readonly Queue<ChanException> _failures = new();
    private readonly List<SessionPair> _pairs = [];
    private Reconnector? _reconnector;

    internal TestClock Clock { get; } = new();

    internal TestLog Log { get; } = new();

    /// <summary>The gateway's end of the newest connection.</summary>
    internal SessionPair Pair => _pairs[^1];

    internal int Attempts { get; private set; }

    /// <summary>The next attempts fail like this; those after them succeed.</summary>
    internal void Plan(params IEnumerable<ChanException> failures)
    {
        foreach (ChanException failure in failures)
        {
            _failures.Enqueue(failure);
        }
    }

    internal static ChanConnectException Failure(ChanConnectFailure reason)
        => new(reason, ChanConnectStage.Transport, $"It failed: {reason}.", SessionPair.Endpoint);

    internal ReconnectingChanConnection Start(ChanReconnectOptions? reconnect = null)
    {
        reconnect ??= new ChanReconnectOptions();
        _reconnector = new Reconnector(
            SessionPair.Endpoint,
            Options with { TimeProvider = Clock, LoggerFactory = Log },
            reconnect with { Random = new FixedRandom(1), StateChanged = reconnect.StateChanged ?? (change => _states.Writer.TryWrite(change)) },
            ConnectAsync);
        _reconnector.Start();
        return new ReconnectingChanConnection(_reconnector);
    }

    /// <summary>Starts, and waits until it is connected.</summary>
    internal async Task<ReconnectingChanConnection> ConnectAsync(ChanReconnectOptions? reconnect = null)
    {
        ReconnectingChanConnection client = Start(reconnect);
        await ExpectAsync(ChanConnectionState.Connecting);
        await ExpectAsync(ChanConnectionState.Connected);
        return client;
    }

    internal async Task<ChanStateChange> ExpectAsync(ChanConnectionState state)
    {
        ChanStateChange change = await _states.Reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long);
        Assert.Equal(state, change.State);
        return change;
    }

    /// <summary>Lets the wait pass that is due now, and gives its length.</summary>
    internal async Task<TimeSpan> PassWaitAsync()
    {
        ChanStateChange change = await ExpectAsync(ChanConnectionState.Waiting);
        TimeSpan wait = Assert.NotNull(change.RetryIn);
        await Clock.WaitForTimerAsync(wait);
        Clock.Advance(wait);
        await ExpectAsync(ChanConnectionState.Connecting);
        return wait;
    }

    public async ValueTask DisposeAsync()
    {
        // Broken first: goodbyes would wait for the gateway, on a clock that stands still.
        _pairs.ForEach(pair => pair.Streams.Cut());
        if (_reconnector is not null)
        {
            await _reconnector.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        }

        foreach (SessionPair pair in _pairs)
        {
            await pair.DisposeAsync();
        }

        Log.Dispose();
    }

    private Task<ChanConnection> ConnectAsync(ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Attempts++;
        if (_failures.TryDequeue(out ChanException? failure))
        {
            return Task.FromException<ChanConnection>(failure);
        }

        _pairs.Add(new SessionPair(options, clock: Clock));
        return Task.FromResult(Pair.Client);
    }
}
