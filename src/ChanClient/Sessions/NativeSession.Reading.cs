using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Client.Sessions;

internal sealed partial class NativeSession
{
    // Read and thrown away after CLOSE, so that the gateway's last frames do not turn into a reset (native-protocol, section 3).
    private const int MaxDiscarded = 16 * 1024;

    private readonly Action _onReadable;
    private readonly TaskCompletionSource _readerDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ValueTaskAwaiter<bool> _read;
    private bool _isReading;
    private int _discarded;

    /// <summary>Reads until the connection ends. Never runs twice at once, but may change threads.</summary>
    /// <remarks>
    /// Written without <see langword="await"/> for one purpose: an answer is delivered on this thread AFTER the next read is armed. So the
    /// caller's code runs at once, without a trip through the pool, and if it blocks, the next frame finds another thread.
    /// </remarks>
    private void Pump()
    {
        PendingRpc? answered = null;
        try
        {
            while (!_isReading || FinishRead())
            {
                answered = HandleBufferedFrames();
#pragma warning disable CA2012 // The awaiter is used once, as await would use it: asked whether it is complete, hooked, and its result taken in FinishRead.
                _read = ReadNextAsync().GetAwaiter();
#pragma warning restore CA2012
                _isReading = true;
                if (!_read.IsCompleted)
                {
                    // From here on the next Pump may run on another thread: only locals may be used.
                    _read.UnsafeOnCompleted(_onReadable);
                    answered?.Deliver();
                    return;
                }

                answered?.DeliverOnPool();
                answered = null;
            }
        }
        catch (Exception e) when (EndsTheSession(e))
        {
            answered?.DeliverOnPool();
            StopReading(e);
        }
    }

    /// <summary>Whatever the reader meets ends the session, with that as its cause.</summary>
    private static bool EndsTheSession(Exception e) => e is not OutOfMemoryException;

    /// <summary>Takes the result of the read; false at the end of the stream.</summary>
    private bool FinishRead()
    {
        _isReading = false;
        if (_read.GetResult())
        {
            _keepAlive.Heard();
            return true;
        }

        StopReading(null);
        return false;
    }

    private ValueTask<bool> ReadNextAsync()
    {
        if (_heldPong is not { } token)
        {
            return _reader.ReadAsync(CancellationToken.None);
        }

        _heldPong = null;
        return ReadAfterPongAsync(token);
    }

    /// <summary>Handles all frames that are here, or those before a ping that must wait. One answered rpc is returned, to be delivered on this thread; more go to the pool.</summary>
    private PendingRpc? HandleBufferedFrames()
    {
        PendingRpc? single = null;
        while (_heldPong is null && _reader.TryRead(out Frame frame))
        {
            if (IsClosed)
            {
                Discard(frame);
            }
            else if (Handle(frame) is { } answered)
            {
                single?.DeliverOnPool();
                single = answered;
            }
        }

        return single;
    }

    private PendingRpc? Handle(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Reply:
                return TakeAnswered(frame);
            case FrameType.Error when ReadId(frame) != 0:
                return TakeAnswered(frame);
            case FrameType.Error:
                OnSessionError(DecodeTerm(frame.Body[sizeof(uint)..]));
                return null;
            case FrameType.Send:
                OnPush(frame.Body);
                return null;
            case FrameType.Ping:
                OnPing(ReadToken(frame));
                return null;
            case FrameType.Pong:
                OnPong(ReadToken(frame));
                return null;
            case FrameType.Close:
                OnClose(DecodeTerm(frame.Body));
                return null;
            default:
                throw Violation($"it sent a frame of type 0x{(byte)frame.Type:X2} inside a session.");
        }
    }

    private PendingRpc? TakeAnswered(Frame frame)
    {
        uint id = ReadId(frame);
        ErlTerm term = DecodeTerm(frame.Body[sizeof(uint)..]);
        switch (_rpcs.TakeAnswered(id, out PendingRpc? rpc))
        {
            case RpcState.Open when frame.Type == FrameType.Reply:
                rpc!.SetAnswer(term);
                return rpc;
            case RpcState.Open:
                rpc!.SetFailure(new ChanRemoteException(term, Endpoint));
                return rpc;
            case RpcState.Abandoned:
                return null;
            default:
                throw Violation($"it answered rpc {id}, which is not open.");
        }
    }

    private void Discard(Frame frame)
    {
        _discarded += frame.Body.Length;
        if (_discarded > MaxDiscarded)
        {
            throw new IOException("The gateway goes on sending after the end.");
        }
    }

    private void StopReading(Exception? cause)
    {
        EndForReaderFailure(cause);
        _readerDone.TrySetResult();
    }

    private uint ReadId(Frame frame)
        => frame.Body.Length > sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(frame.Body)
            : throw Violation($"its frame of type 0x{(byte)frame.Type:X2} is too short for an id and a term.");

    private ulong ReadToken(Frame frame)
        => frame.Body.Length == sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64BigEndian(frame.Body)
            : throw Violation($"its frame of type 0x{(byte)frame.Type:X2} must hold 8 bytes, not {frame.Body.Length}.");
}
