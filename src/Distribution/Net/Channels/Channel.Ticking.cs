using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Net.Channels;

/// <content>Ticks: a sign of life when there is nothing else to send, and the end of a connection whose peer gives none. Protocol 5.</content>
internal sealed partial class Channel
{
    private readonly Lock _tickLock = new();
    private ITimer? _tickTimer;
    private int _silentIntervals;
    private long _receivedBefore;
    private long _sentBefore;

    /// <summary>Changes the time after which a silent peer is taken to be gone, as <c>net_kernel:set_net_ticktime</c> does.</summary>
    /// <param name="netTickTime">1 s or more.</param>
    public void SetNetTickTime(TimeSpan netTickTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(netTickTime, TimeSpan.FromSeconds(1));
        TimeSpan interval = netTickTime / _options.TickIntensity;
        lock (_tickLock)
        {
            _silentIntervals = 0;
            _tickTimer?.Change(interval, interval);
        }
    }

    /// <summary>Sends a tick between the regular ones, unless something waits to be sent, which is as good.</summary>
    public void SendExtraTick() => Interlocked.Add(ref _sentBefore, _writer.Tick());

    private void StartTicking()
    {
        lock (_tickLock)
        {
            if (_end is null && _tickTimer is null)
            {
                _tickTimer = _options.TimeProvider.CreateTimer(
                    static channel => ((Channel)channel!).OnTick(), this, _options.TickInterval, _options.TickInterval);
            }
        }
    }

    private void StopTicking()
    {
        lock (_tickLock)
        {
            _tickTimer?.Dispose();
        }
    }

    private void OnTick()
    {
        bool isSilent;
        bool isTooLong;
        bool hasSent;
        lock (_tickLock)
        {
            // Bytes, not packets: a long message on a slow line is a sign of life.
            long received = Volatile.Read(ref _bytesReceived);
            long sent = _writer.BytesSent;
            isSilent = received == _receivedBefore;
            hasSent = sent != _sentBefore;
            _receivedBefore = received;
            _sentBefore = sent;
            _silentIntervals = isSilent ? _silentIntervals + 1 : 0;
            isTooLong = _silentIntervals >= _options.TickIntensity;
        }

        if (isTooLong)
        {
            const string Silent = "the peer gave no sign of life.";
            if (End(new ChannelEnd(ChannelEnd.NetTickTimeout, Silent)))
            {
                ChannelLog.Lost(_logger, _peer, Silent);
            }
        }
        else if (!hasSent || (isSilent && !_flags.HasFlag(DistributionFlags.Published)))
        {
            // A simple hidden node ticks only in answer to a tick. What ticks add does not count as sent.
            Interlocked.Add(ref _sentBefore, _writer.Tick());
        }
    }
}
