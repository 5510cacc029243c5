using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>One channel; the test plays its peer on the wire. Ticks every 15 s, and the peer is gone after 60.</summary>
public sealed class TickTests : IAsyncDisposable
{
    private static readonly byte[] Tick = [0, 0, 0, 0];
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private readonly MemoryStreamPair _wire = new();
    private readonly Node _node = new();
    private Channel _channel = null!;

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await _node.DisposeAsync();
        _wire.Dispose();
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_idle_connection_ticks_at_each_interval()
    {
        Open();
        for (int i = 1; i <= 3; i++)
        {
            _clock.Advance(Interval);
            await ReadTick();
            await PeerSays(Tick);
        }

        Assert.Equal(3, _channel.Statistics.PacketsSent);
    }

    [Fact]
    public async Task A_connection_that_has_sent_does_not_tick()
    {
        Open();
        _channel.GroupLeader(_node.HostPid, new ErlPid(ErlTerm.Atom("p@host"), 1, 0, 2));
        await _wire.FirstToSecond.WaitForBytesAsync(1);
        await Settled();
        long sent = _channel.Statistics.BytesSent;
        _clock.Advance(Interval);
        await PeerSays(Tick);
        Assert.Equal(sent, _channel.Statistics.BytesSent);
        _clock.Advance(Interval);
        await _wire.FirstToSecond.WaitForBytesAsync(sent + Tick.Length);
    }

    [Fact]
    public async Task A_hidden_peer_that_is_silent_is_ticked_even_after_a_message()
    {
        Open(DistributionFlags.Hidden);
        _channel.GroupLeader(_node.HostPid, new ErlPid(ErlTerm.Atom("p@host"), 1, 0, 2));
        await _wire.FirstToSecond.WaitForBytesAsync(1);
        await Settled();
        long sent = _channel.Statistics.BytesSent;
        _clock.Advance(Interval);
        await _wire.FirstToSecond.WaitForBytesAsync(sent + Tick.Length);
    }

    [Fact]
    public async Task A_silent_peer_is_dropped_after_the_fourth_interval()
    {
        _log.Expect(LogLevel.Warning, "p@host");
        Open();
        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(Interval);
            await ReadTick();
        }

        Assert.False(_channel.Completion.IsCompleted);
        _clock.Advance(Interval);
        ChannelEnd end = await _channel.Completion.WaitAsync(TestTimeouts.Long);
        Assert.Equal(ErlTerm.Atom("net_tick_timeout"), end.Reason);
    }

    [Fact]
    public async Task A_part_of_a_packet_is_a_sign_of_life()
    {
        Open();
        await PeerSays([0, 1, 0, 0]);
        for (int i = 0; i < 10; i++)
        {
            _clock.Advance(Interval);
            await ReadTick();
            await PeerSays([131]);
        }

        Assert.False(_channel.Completion.IsCompleted);
    }

    [Fact]
    public async Task The_tick_time_changes_while_the_connection_is_up()
    {
        _log.Expect(LogLevel.Warning, "p@host");
        Open();
        _channel.SetNetTickTime(TimeSpan.FromSeconds(8));
        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await ReadTick();
        }

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ErlTerm.Atom("net_tick_timeout"), (await _channel.Completion.WaitAsync(TestTimeouts.Long)).Reason);
    }

    private void Open(DistributionFlags flags = DistributionFlags.Visible)
    {
        var options = new ChannelOptions { TimeProvider = _clock };
        _channel = new Channel(_node, ErlTerm.Atom("p@host"), 2, flags, _wire.First, default, options, _log.CreateLogger("channel"));
        _channel.Start();
    }

    private async Task ReadTick()
    {
        byte[] bytes = new byte[Tick.Length];
        await _wire.Second.ReadExactlyAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);
        Assert.Equal(Tick, bytes);
        await Settled();
    }

    /// <summary>Bytes of the peer that the channel has taken when this returns.</summary>
    private async Task PeerSays(byte[] bytes)
    {
        long before = _channel.Statistics.BytesReceived;
        await _wire.Second.WriteAsync(bytes);
        while (_channel.Statistics.BytesReceived < before + bytes.Length)
        {
            await Task.Yield();
        }
    }

    private async Task Settled()
    {
        while (_channel.Statistics.QueuedBytes > 0)
        {
            await Task.Yield();
        }
    }
}
