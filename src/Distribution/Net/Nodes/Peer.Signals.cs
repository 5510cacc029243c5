namespace Chan.Distribution.Net.Nodes;

/// <content>Signals of this node's processes to the peer's.</content>
internal sealed partial class Peer
{
    /// <summary>Takes a signal for a peer whose connection is not up.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="kind">What it needs.</param>
    /// <param name="mode">Whether it may connect.</param>
    /// <param name="room">Completes when the sender may go on.</param>
    /// <param name="dial">An attempt that the caller must start now.</param>
    public PostOutcome Post(in QueuedSignal signal, SignalKind kind, AutoConnect mode, out ValueTask room, out Attempt? dial)
    {
        room = ValueTask.CompletedTask;
        dial = null;
        lock (_gate)
        {
            if (_channel is not null)
            {
                return PostOutcome.Up;
            }

            if (_isRetired)
            {
                return PostOutcome.Retired;
            }

            bool connects = kind is SignalKind.Message or SignalKind.Tie;
            switch (_state)
            {
                case PeerState.Pending when kind == SignalKind.Reply:
                    return PostOutcome.Done;
                case PeerState.Pending or PeerState.Starting:
                    return Enqueue(signal, kind, out room);
                case PeerState.Closing when kind == SignalKind.Tie && !_tiesAreTold:
                    return PostOutcome.Refused;
                case PeerState.Closing when connects:
                    if (!MayConnect(mode))
                    {
                        return PostOutcome.Refused;
                    }

                    _isWanted = true;
                    return Enqueue(signal, kind, out room);
                case PeerState.Closing:
                    return kind == SignalKind.Untie && _queue.Count > 0 ? Enqueue(signal, kind, out room) : PostOutcome.Done;
                default:
                    if (!connects || !MayConnect(mode))
                    {
                        return connects ? PostOutcome.Refused : PostOutcome.Done;
                    }

                    dial = BeginDial();
                    return Enqueue(signal, kind, out room);
            }
        }
    }

    /// <summary>Asks for a connection on behalf of a monitor of the node.</summary>
    public PostOutcome Want(AutoConnect mode, out Attempt? dial)
    {
        dial = null;
        lock (_gate)
        {
            if (_isRetired)
            {
                return PostOutcome.Retired;
            }

            if (_state is PeerState.Idle or PeerState.Closing && !MayConnect(mode))
            {
                return PostOutcome.Refused;
            }

            _isWanted |= _state == PeerState.Closing;
            dial = _state == PeerState.Idle ? BeginDial() : null;
            return PostOutcome.Done;
        }
    }

    private bool MayConnect(AutoConnect mode) => mode == AutoConnect.Always || (mode == AutoConnect.Once && !WasUp);

    private PostOutcome Enqueue(in QueuedSignal signal, SignalKind kind, out ValueTask room)
    {
        room = ValueTask.CompletedTask;
        if (kind == SignalKind.Message && _queue.Count >= limits.SignalsPendingHard)
        {
            return PostOutcome.Overflow;
        }

        _queue.Add(signal);
        if (kind == SignalKind.Message && _queue.Count > limits.SignalsPending)
        {
            room = new ValueTask((_room ??= NewSignal()).Task);
        }

        return PostOutcome.Done;
    }

    private QueuedSignal[] TakeQueue(out TaskCompletionSource? room)
    {
        QueuedSignal[] queued = [.. _queue];
        _queue.Clear();
        _queue.TrimExcess();
        room = _room;
        _room = null;
        return queued;
    }
}
