using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Listening;
using Chan.Server.Listening.Admission;
using Chan.Server.Sessions;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Listening;

/// <summary>The accept loop when the system cannot give it a connection.</summary>
public sealed class AcceptingTests : IAsyncDisposable
{
    private const int Held = 2003;
    private const int GoesOn = 2004;

    private readonly TestLog _log = new();
    private readonly TestClock _clock = new();
    private readonly Channel<Func<Socket>> _results = Channel.CreateUnbounded<Func<Socket>>();
    private readonly CountingEntrance _entrance = new();
    private readonly GatewayLimits _limits = new();
    private readonly AdmissionDesk _desk;
    private readonly AuditLog _audit;
    private readonly Port _port;
    private int _asked;

    public AcceptingTests()
    {
        _audit = new(_log.CreateLogger<AuditLog>(), _clock);
        _desk = new(_limits, _clock, new FixedRandom(), new AuditedAdmission(_audit, _limits), []);
        PortConfiguration configuration = new() { Name = "main", EndPoint = new(IPAddress.Loopback, 0), Services = [], Protocol = PortProtocol.Classic };
        _port = Port.Bind(
            new(configuration, _entrance, Tls: null), _desk, _audit, _limits, _clock, _log.CreateLogger<Gateway>(), async (_, stop) =>
            {
                Interlocked.Increment(ref _asked);
                return (await _results.Reader.ReadAsync(stop))();
            });
    }

    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.AccessDenied)]
    public async Task Without_descriptors_the_loop_waits_longer_and_longer_and_then_goes_on(SocketError error)
    {
        _log.Expect(Held);
        _port.Start();
        foreach (int milliseconds in new[] { 10, 20, 40, 80, 160, 320, 640, 1000, 1000 })
        {
            Fail(error);
            var pause = TimeSpan.FromMilliseconds(milliseconds);
            await _clock.WaitForTimerAsync(pause);
            int asked = Volatile.Read(ref _asked);
            _clock.Advance(pause - TimeSpan.FromTicks(1));
            Assert.Equal(asked, Volatile.Read(ref _asked));
            _clock.Advance(TimeSpan.FromTicks(1));
        }

        // Said once, not for every try.
        Assert.Single(_log.Entries, entry => entry.EventId.Id == Held);
        using Socket client = Connect();
        await _log.WaitForAsync(GoesOn);
        await _entrance.Entered.WaitAsync(TestTimeouts.Long);

        // The next shortage begins with the shortest pause again.
        Fail(error);
        await _clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(10));
        _clock.Advance(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task A_client_that_is_gone_before_it_is_accepted_costs_no_pause_and_no_word()
    {
        _port.Start();
        Fail(SocketError.ConnectionAborted);
        using Socket client = Connect();

        await _entrance.Entered.WaitAsync(TestTimeouts.Long);
        Assert.DoesNotContain(_log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_loop_that_cannot_go_on_says_so_as_loudly_as_it_can()
    {
        _log.Expect(LogLevel.Critical, "main accepts no more connections");
        _port.Start();
        Fail(SocketError.NotSocket);

        TestLogEntry entry = await _log.WaitForAsync(entry => entry.Level == LogLevel.Critical);
        Assert.IsType<SocketException>(entry.Exception);
    }

    [Fact]
    public async Task A_port_that_stops_while_it_waits_for_descriptors_stops_at_once()
    {
        _log.Expect(Held);
        _port.Start();
        Fail(SocketError.TooManyOpenSockets);
        await _clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(10));

        await _port.StopListeningAsync().WaitAsync(TestTimeouts.Long);
        Assert.Equal(1, Volatile.Read(ref _asked));
    }

    [Fact]
    public async Task A_connection_whose_time_is_over_while_it_waits_for_its_source_is_noted_and_charged()
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);

        BeginThreeGuesses();
        _port.Start();
        using Socket client = Connect();
        await _clock.WaitForTimerAsync(_limits.HandshakeTimeout);
        Assert.Equal(4, _desk.Unauthenticated);
        _clock.Advance(_limits.HandshakeTimeout);

        TestLogEntry entry = await _log.WaitForAsync(AuditEventIds.AuthenticationFailed);
        Assert.Equal(AuthenticationStage.Hello, entry.Values["Stage"]);
        Assert.Equal("127.0.0.1", entry.Values["Source"]);
        await _port.Connections.WhenEmpty().WaitAsync(TestTimeouts.Long);
        Assert.False(_entrance.Entered.IsCompleted);
    }

    [Fact]
    public async Task A_port_that_stops_says_nothing_against_a_connection_that_waits_for_its_source()
    {
        BeginThreeGuesses();
        _port.Start();
        using Socket client = Connect();
        await _clock.WaitForTimerAsync(_limits.HandshakeTimeout);
        await _port.StopAsync(TestTimeouts.Long, CancellationToken.None).WaitAsync(TestTimeouts.Long);
        Assert.DoesNotContain(_log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal(3, _desk.Unauthenticated);
    }

    public async ValueTask DisposeAsync()
    {
        await _port.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        _audit.Dispose();
        _log.Dispose();
    }

    // If they fail, their source is refused, so its next connection waits for them.
    private void BeginThreeGuesses()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.True(_desk.TryEnter(IPAddress.Loopback, out ConnectionPlace? place, out _));
            Assert.True(place.TryBeginAttempt("nameServer"));
        }
    }

    private void Fail(SocketError error) => Assert.True(_results.Writer.TryWrite(() => throw new SocketException((int)error)));

    // A connection over loopback, whose server end the next accept gives.
    private Socket Connect()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Socket accepted = listener.Accept();
        Assert.True(_results.Writer.TryWrite(() => accepted));
        return client;
    }

    private sealed class CountingEntrance : ISessionEntrance
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public Task<ClientSession?> EnterAsync(ClientTransport transport, ConnectionPlace place, CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            return Task.FromResult<ClientSession?>(null);
        }
    }
}
