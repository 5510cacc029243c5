using System.Buffers.Binary;
using Chan.Distribution.Net.Carriers;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Reads and writes the messages of one handshake, each with a length before it, within the time that a step may take.</summary>
/// <remarks>Specification 2.1 and 2.5: the time starts again with every message of the peer.</remarks>
internal sealed class HandshakeDialogue : IDisposable
{
    private readonly int _maxLength;
    private readonly TimeSpan _stepTime;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private byte[] _buffer = new byte[256];
    private CarrierConnection? _carrier;
    private int _start;
    private int _end;

    /// <param name="stepTime">Time for each step; the first has begun.</param>
    /// <param name="maxLength">The longest message, in bytes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="killed">Ends the handshake.</param>
    public HandshakeDialogue(TimeSpan stepTime, int maxLength, TimeProvider time, CancellationToken killed)
    {
        _stepTime = stepTime;
        _maxLength = maxLength;
        _deadline = new CancellationTokenSource(stepTime, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, killed);
    }

    /// <summary>Cancelled when the step takes too long or the handshake is ended.</summary>
    public CancellationToken Cancellation => _either.Token;

    /// <summary>Whether it was the time that ended it.</summary>
    public bool IsTooLate => _deadline.IsCancellationRequested;

    /// <summary>What this side waits for, for people.</summary>
    public string Step { get; private set; } = "opening the connection";

    /// <summary>Whether this side has proved that it knows the cookie: a peer that hangs up then does not agree.</summary>
    public bool HasProved { get; private set; }

    /// <summary>The open connection; null before <see cref="Open"/>.</summary>
    public CarrierConnection? Carrier => _carrier;

    /// <summary>What the peer has sent beyond the handshake.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start.._end);

    /// <summary>The carrier is open; the step of the first message begins.</summary>
    public void Open(CarrierConnection carrier)
    {
        _carrier = carrier;
        NextStep("the peer's first message");
    }

    /// <summary>Begins the time of a step anew.</summary>
    public void NextStep(string name)
    {
        Step = name;
        _deadline.CancelAfter(_stepTime);
    }

    /// <summary>The next message without its length; null when the peer has closed.</summary>
    /// <exception cref="InvalidDataException">It is longer than any message of a handshake.</exception>
    /// <exception cref="EndOfStreamException">The peer closed in the middle of a message.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        int lengthSize = _carrier!.HandshakeLengthSize;
        while (true)
        {
            if (TryTake(lengthSize, out ReadOnlyMemory<byte> message))
            {
                return message;
            }

            MakeRoom();
            int count = await _carrier.Stream.ReadAsync(_buffer.AsMemory(_end), Cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return _start == _end ? null : throw new EndOfStreamException("The peer closed in the middle of a message.");
            }

            _end += count;
        }
    }

    /// <summary>Writes the messages of a step, all at once.</summary>
    public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        if (messages.Count == 0)
        {
            return;
        }

        int lengthSize = _carrier!.HandshakeLengthSize;
        var bytes = new byte[messages.Sum(message => lengthSize + message.Length)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> message in messages)
        {
            if (lengthSize == sizeof(ushort))
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)message.Length);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), message.Length);
            }

            message.CopyTo(bytes.AsMemory(at + lengthSize));
            at += lengthSize + message.Length;
            HasProved |= message.Span[0] == ChallengeReplyTag;
        }

        await _carrier.Stream.WriteAsync(bytes, Cancellation).ConfigureAwait(false);
        await _carrier.Stream.FlushAsync(Cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _either.Dispose();
        _deadline.Dispose();
    }

    private bool TryTake(int lengthSize, out ReadOnlyMemory<byte> message)
    {
        message = default;
        ReadOnlySpan<byte> unread = _buffer.AsSpan(_start.._end);
        if (unread.Length < lengthSize)
        {
            return false;
        }

        uint length = lengthSize == sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(unread) : BinaryPrimitives.ReadUInt32BigEndian(unread);
        if (length > _maxLength)
        {
            throw new InvalidDataException($"A message of {length} bytes was announced; none of the handshake is longer than {_maxLength}.");
        }

        if (unread.Length - lengthSize < length)
        {
            return false;
        }

        message = _buffer.AsMemory(_start + lengthSize, (int)length);
        _start += lengthSize + (int)length;
        return true;
    }

    private void MakeRoom()
    {
        // Messages that were handed out lie before the start, and are done with by now.
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
    }

    private const byte ChallengeReplyTag = (byte)'r';
}
