using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Scheduling;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>Writes what any number of threads queue: one write at a time, with all that was queued meanwhile in the next one.</summary>
/// <remarks>
/// A write begins at the end of the batch or slice of the thread that queued something, so that many messages share one. A thread that runs no
/// processes leaves the write to the pool; <see cref="StallWatch"/> does so for a slice that does not end.
/// </remarks>
internal sealed partial class ChannelWriter : BatchEnd, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly OutputQueue _queue;
    private readonly ChannelOptions _options;
    private TaskCompletionSource? _room;
    private bool _stopped;

    public ChannelWriter(Stream stream, OutputQueue queue, ChannelOptions options, Action<Exception> onFault)
    {
        _stream = stream;
        _queue = queue;
        _options = options;
        _onFault = onFault;
        _lastSent = options.TimeProvider.GetTimestamp();
    }

    /// <summary>Queues the message that is in the buffer. Never writes.</summary>
    /// <returns>False: the signals that must not be refused are more than may wait, so the connection has to end.</returns>
    public bool Append(MessageBuffer buffer, int controlLength, ReadOnlySpan<ErlAtom> atoms, ErlTerm? sender)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return true;
            }

            if (_queue.Bytes > 2 * _options.HardLimit)
            {
                return false;
            }

            _queue.Append(buffer, controlLength, atoms, sender);
            Plan();
            return true;
        }
    }

    /// <summary>Queues the message that is in the buffer; a thread that has queued enough for a write begins it.</summary>
    /// <returns>Complete, or completes when the connection is not busy any more.</returns>
    /// <exception cref="TermException">Error <c>system_limit</c>: too much waits. The message is not taken.</exception>
    public ValueTask AppendMessage(MessageBuffer buffer, int controlLength, ReadOnlySpan<ErlAtom> atoms, ErlTerm? sender)
    {
        ValueTask room = default;
        bool writes;
        lock (_gate)
        {
            if (_stopped)
            {
                return room;
            }

            if (_queue.Bytes >= _options.HardLimit)
            {
                throw TermException.Error(SystemLimit);
            }

            _queue.Append(buffer, controlLength, atoms, sender);
            if (_queue.Bytes >= _options.BusyLimit)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = new ValueTask(_room.Task);
            }

            writes = _queue.ReadyBytes >= WorthWriting && _state != FlushState.Writing;
            if (!writes)
            {
                Plan();
            }
            else
            {
                _state = FlushState.Planned;
            }
        }

        if (writes)
        {
            Flush();
        }

        return room;
    }

    /// <summary>Queues a tick, unless something waits to be written anyway.</summary>
    /// <returns>Its bytes: 0 for none.</returns>
    public int Tick()
    {
        lock (_gate)
        {
            if (_stopped || !_queue.IsEmpty)
            {
                return 0;
            }

            _queue.AppendTick();
            Plan();
            return PacketTag.LengthSize;
        }
    }

    /// <summary>Drops what waits. <see cref="Ended"/> completes when no write is under way.</summary>
    public void Stop()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _stopped = true;
            _queue.Clear();
            room = _room;
            _room = null;
            if (_state != FlushState.Writing)
            {
                _ended.TrySetResult();
            }
        }

        room?.TrySetResult();
    }

    private static ErlAtom SystemLimit { get; } = ErlTerm.Atom("system_limit");
}
