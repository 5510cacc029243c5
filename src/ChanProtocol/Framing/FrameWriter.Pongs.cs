using System.Buffers.Binary;

namespace Chan.Protocol.Framing;

public sealed partial class FrameWriter
{
    /// <summary>Pongs that may wait at a time (native protocol, section 7).</summary>
    public const int MaxQueuedPongs = 8;

    private const int PongLength = FrameLimits.LengthPrefix + 1 + sizeof(ulong);

    private readonly byte[] _pongs = new byte[MaxQueuedPongs * PongLength];
    private int _pongBytes;
    private TaskCompletionSource? _pongRoom;

    /// <summary>Answers a ping, before everything else that waits.</summary>
    /// <param name="token">As received.</param>
    /// <returns>
    /// <see langword="false"/> if <see cref="MaxQueuedPongs"/> wait already; then the caller takes nothing more from the peer until
    /// <see cref="WaitForPongRoomAsync"/> has ended, and tries again.
    /// </returns>
    public bool TryWritePong(ulong token)
    {
        bool startsFlush;
        lock (_gate)
        {
            if (_fault is not null || _isCompleting)
            {
                return true;
            }

            if (_pongBytes == _pongs.Length)
            {
                return false;
            }

            Span<byte> pong = _pongs.AsSpan(_pongBytes, PongLength);
            BinaryPrimitives.WriteUInt32BigEndian(pong, PongLength - FrameLimits.LengthPrefix);
            pong[FrameLimits.LengthPrefix] = (byte)FrameType.Pong;
            BinaryPrimitives.WriteUInt64BigEndian(pong[(FrameLimits.LengthPrefix + 1)..], token);
            _pongBytes += PongLength;
            startsFlush = TakeFlush();
        }

        if (startsFlush)
        {
            StartFlush();
        }

        return true;
    }

    /// <summary>Waits until another pong may be queued. Also ends when the writer is over.</summary>
    /// <remarks>
    /// A burst of pings is no offence of a peer that reads: its pongs leave with the next write. For one that does not read, that write makes
    /// no progress, and <see cref="FrameWriterOptions.BlockedLimit"/> ends the writer.
    /// </remarks>
    public ValueTask WaitForPongRoomAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_pongBytes < _pongs.Length || _fault is not null || _isCompleting)
            {
                return default;
            }

            _pongRoom ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_pongRoom.Task.WaitAsync(cancellationToken));
        }
    }

    // Under the lock.
    private void TellPongRoom()
    {
        _pongRoom?.TrySetResult();
        _pongRoom = null;
    }
}
