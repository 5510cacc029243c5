namespace Chan.Distribution.Net.Nodes;

/// <content>Changes of the tick time while connections are up (specification 5).</content>
internal sealed partial class DistributionLayer
{
    private readonly Lock _tickLock = new();
    private (ITimer Extra, ITimer End)? _tickChange;

    /// <summary>Changes how long a peer may be silent, on the connections that are and those that will be.</summary>
    /// <param name="time">The new time.</param>
    /// <param name="transition">
    /// How long ticks go out often enough for either time. A longer time counts from now on, a shorter one from the end of the transition: the
    /// peers have that long to learn of it.
    /// </param>
    public NetTickChange SetNetTickTime(TimeSpan time, TimeSpan transition)
    {
        lock (_tickLock)
        {
            TimeSpan before = NetTickTime;
            if (_tickChange is not null)
            {
                return NetTickChange.Ongoing;
            }

            if (time == before)
            {
                return NetTickChange.Unchanged;
            }

            bool isLonger = time > before;
            if (isLonger || transition == TimeSpan.Zero)
            {
                UseTickTime(time);
            }

            if (transition > TimeSpan.Zero)
            {
                TimeSpan interval = (isLonger ? before : time) / _options.NetTickIntensity;
                ITimer extra = _node.TimeProvider.CreateTimer(static layer => ((DistributionLayer)layer!).SendExtraTicks(), this, interval, interval);
                ITimer end = _node.TimeProvider.CreateTimer(_ => FinishTickChange(isLonger ? null : time), null, transition, Timeout.InfiniteTimeSpan);
                _tickChange = (extra, end);
            }

            return NetTickChange.Initiated;
        }
    }

    private void SendExtraTicks()
    {
        foreach (Peer peer in Peers.All)
        {
            peer.Connection?.Channel.SendExtraTick();
        }
    }

    private void FinishTickChange(TimeSpan? shorter)
    {
        lock (_tickLock)
        {
            if (_tickChange is not null && shorter is { } time)
            {
                UseTickTime(time);
            }

            EndTickChange();
        }
    }

    private void EndTickChange()
    {
        lock (_tickLock)
        {
            _tickChange?.Extra.Dispose();
            _tickChange?.End.Dispose();
            _tickChange = null;
        }
    }

    private void UseTickTime(TimeSpan time)
    {
        Volatile.Write(ref _netTickTicks, time.Ticks);
        foreach (Peer peer in Peers.All)
        {
            peer.Connection?.Channel.SetNetTickTime(time);
        }
    }
}
