namespace Chan.Distribution.Net.Channels;

/// <content>The end of the connection.</content>
internal sealed partial class Channel
{
    private readonly TaskCompletionSource _readingEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChannelEnd? _end;
    private int _reading;

    /// <summary>Ends the connection for this reason, if it has not ended for another one. Any thread; never waits.</summary>
    /// <returns>Whether this is the reason.</returns>
    private bool End(ChannelEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
        {
            return false;
        }

        StopTicking();
        _writer.Stop();
        _ending.TrySetResult();
        return true;
    }

    private void OnWriteFault(Exception exception)
        => End(new ChannelEnd(ChannelEnd.ConnectionClosed, $"Writing failed: {exception.Message}"));

    private void Drop(string what)
    {
        if (End(new ChannelEnd(ChannelEnd.ConnectionClosed, what)))
        {
            ChannelLog.Violation(_logger, _peer, what);
        }
    }

    private async Task<ChannelEnd> CompleteAsync()
    {
        await _ending.Task.ConfigureAwait(false);

        await CloseStreamAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _reading, 1) == 0)
        {
            // Never started, or not yet: nobody reads, and nobody will.
            EndReading();
        }

        await _readingEnded.Task.ConfigureAwait(false);
        await _writer.Ended.ConfigureAwait(false);
        return _end!;
    }

    /// <summary>Wakes a read and a write that wait for the peer.</summary>
    private async Task CloseStreamAsync()
    {
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The connection is over whatever its stream says to that.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ChannelLog.CloseFailed(_logger, _peer, exception.Message);
        }
    }
}
