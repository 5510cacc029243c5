namespace Chan.Client.Sessions;

/// <summary>The rpcs of one connection that wait for their answer, by id. Thread-safe.</summary>
internal sealed class OpenRpcs
{
    /// <summary>A gateway answers every CANCEL, so more than this many unanswered ones are a fault of the gateway.</summary>
    internal const int MaxUnansweredCancels = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, PendingRpc> _open = [];
    private readonly HashSet<uint> _abandoned = [];
    private uint _lastId;
    private bool _closed;

    /// <summary>Whether the gateway leaves so many CANCELs unanswered that it must be at fault.</summary>
    internal bool HasTooManyCancels
    {
        get
        {
            lock (_gate)
            {
                return _abandoned.Count > MaxUnansweredCancels;
            }
        }
    }

    /// <summary>Gives the rpc an id that is not in use; false after <see cref="Close"/>.</summary>
    internal bool TryAdd(PendingRpc rpc)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            do
            {
                // 0 is the session itself in an ERROR frame. An abandoned id stays in use until the gateway has answered it.
                _lastId = _lastId == uint.MaxValue ? 1 : _lastId + 1;
            }
            while (_abandoned.Contains(_lastId) || !_open.TryAdd(_lastId, rpc));
            rpc.Id = _lastId;
            return true;
        }
    }

    /// <summary>Takes the rpc that an answer is for, and frees its id.</summary>
    /// <param name="id">As the gateway sent it.</param>
    /// <param name="rpc">Not null for <see cref="RpcState.Open"/>.</param>
    internal RpcState TakeAnswered(uint id, out PendingRpc? rpc)
    {
        lock (_gate)
        {
            return _open.Remove(id, out rpc) ? RpcState.Open
                : _abandoned.Remove(id) || _closed ? RpcState.Abandoned
                : RpcState.Unknown;
        }
    }

    /// <summary>Takes an rpc whose caller gives up; its id stays in use. False if its answer was faster.</summary>
    internal bool TryTakeAbandoned(PendingRpc rpc)
    {
        lock (_gate)
        {
            return _open.Remove(rpc.Id) && _abandoned.Add(rpc.Id);
        }
    }

    /// <summary>Takes an rpc that was never sent; its id is free again.</summary>
    internal void RemoveUnsent(PendingRpc rpc)
    {
        lock (_gate)
        {
            _open.Remove(rpc.Id);
        }
    }

    /// <summary>Takes all rpcs whose deadline has passed, and tells the next deadline, <see cref="long.MaxValue"/> if there is none.</summary>
    internal List<PendingRpc> TakeExpired(long now, out long nextDeadline)
    {
        List<PendingRpc> expired = [];
        lock (_gate)
        {
            nextDeadline = long.MaxValue;
            foreach ((uint id, PendingRpc rpc) in _open)
            {
                if (rpc.Deadline > now)
                {
                    nextDeadline = Math.Min(nextDeadline, rpc.Deadline);
                    continue;
                }

                // Dictionary allows removal while it is enumerated.
                _open.Remove(id);
                _abandoned.Add(id);
                expired.Add(rpc);
            }
        }

        return expired;
    }

    /// <summary>Takes all and lets none in any more.</summary>
    internal PendingRpc[] Close()
    {
        lock (_gate)
        {
            _closed = true;
            PendingRpc[] all = [.. _open.Values];
            _open.Clear();
            _abandoned.Clear();
            return all;
        }
    }
}
