using System.Net.Sockets;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Processes.Scheduling;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Channels;

/// <content>Reading.</content>
/// <remarks>
/// One logical loop that changes threads. The next read is asked for before the processes that were woken run on this thread: if it waits for
/// the peer, another thread goes on when bytes come; if it has bytes already, this thread goes on after the processes, or another one
/// when a slice of theirs does not end. So no process can stop the reading, and an answer needs no change of thread.
/// </remarks>
internal sealed partial class Channel
{
    private const int SlicesPerBatch = 128;

    private readonly ReceiveBuffer _buffer;
    private readonly PacketDecoder _decoder;
    private readonly ControlDispatcher _dispatcher;
    private readonly Action _onRead;
    private ValueTask<int> _read;
    private bool _isReading;
    private long _bytesReceived;
    private long _packetsReceived;
    private long _lastReceived;

    /// <summary>Begins the loop, or goes on with it in place of a thread whose slice does not end.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_isReading || Interlocked.Exchange(ref _reading, 1) == 0)
        {
            ReadOn();
        }
    }

    private void OnRead() => ReadOn();

    private void ReadOn()
    {
        while (true)
        {
            if (!Worker.TryEnter())
            {
                // Inside a slice of a process, whose time this is not.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            if ((_isReading && !FinishRead()) || !Deliver() || !BeginRead())
            {
                EndReading();
                Worker.Leave(SlicesPerBatch, null);
                return;
            }

            if (!_read.IsCompleted)
            {
                // From here on the loop belongs to the thread that gets the bytes.
                _read.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onRead);
                Worker.Leave(SlicesPerBatch, null);
                return;
            }

            if (!Worker.Leave(SlicesPerBatch, this))
            {
                return;
            }
        }
    }

    private bool BeginRead()
    {
        try
        {
            _isReading = true;
#pragma warning disable CA2012 // The loop changes threads between asking for bytes and taking them: once each.
            _read = _stream.ReadAsync(_buffer.NextTarget());
#pragma warning restore CA2012
            return true;
        }
#pragma warning disable CA1031 // Whatever a stream throws, the connection on it is over.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EndOfStream($"Reading failed: {exception.Message}");
            return false;
        }
    }

    private bool FinishRead()
    {
        if (_stream is NetworkStream && Volatile.Read(ref _end) is not null)
        {
            // This side has closed the connection: what the read says to that would only cost an exception. A socket's read may be dropped.
            return false;
        }

        int count;
        try
        {
            count = _read.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // Whatever a stream throws, the connection on it is over.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EndOfStream($"Reading failed: {exception.Message}");
            return false;
        }

        if (count == 0)
        {
            EndOfStream("The peer closed the connection.");
            return false;
        }

        _buffer.Received(count);
        Volatile.Write(ref _bytesReceived, _bytesReceived + count);
        Volatile.Write(ref _lastReceived, _options.TimeProvider.GetTimestamp());
        return true;
    }

    /// <summary>Hands the messages that are complete to the node. False: the connection is over.</summary>
    private bool Deliver()
    {
        try
        {
            while (Volatile.Read(ref _end) is null)
            {
                if (!_buffer.TryTake(out ReceivedPacket packet))
                {
                    Volatile.Write(ref _packetsReceived, _buffer.Packets);
                    return true;
                }

                if (_decoder.TryDecode(packet, out ControlMessage message))
                {
                    _dispatcher.Dispatch(message);
                }
            }
        }
        catch (ProtocolViolationException violation)
        {
            Drop(violation.Message);
        }
        catch (TermDecodeException damage)
        {
            Drop($"A damaged term. {damage.Message}");
        }
#pragma warning disable CA1031 // A fault of ours must not end the process; without knowing where it struck, the connection cannot go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (End(new ChannelEnd(ChannelEnd.ConnectionClosed, $"The reader failed: {fault.GetType().Name}.")))
            {
                ChannelLog.ReaderFailed(_logger, _peer, fault);
            }
        }

        return false;
    }

    private void EndOfStream(string what) => End(new ChannelEnd(ChannelEnd.ConnectionClosed, what));

    private void EndReading()
    {
        _buffer.Dispose();
        _readingEnded.TrySetResult();
    }
}
