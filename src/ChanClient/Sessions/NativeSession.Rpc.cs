using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Client.Sessions;

internal sealed partial class NativeSession
{
    internal override Task<ErlTerm> RpcAsync(ErlTerm request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<ErlTerm>(cancellationToken);
        }

        // Counted from here: the time until the gateway reads is part of the wait.
        var rpc = new PendingRpc(this, timeout, _deadlines.DeadlineAfter(timeout));
        ValueTask room = _writer.WaitForRoomAsync(cancellationToken);
        return room.IsCompletedSuccessfully ? Send(rpc, request, cancellationToken) : SendWhenRoomAsync(room, rpc, request, cancellationToken);
    }

    internal override ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        ValueTask room = _writer.WaitForRoomAsync(cancellationToken);
        if (!room.IsCompletedSuccessfully)
        {
            return CastWhenRoomAsync(room, message);
        }

        Append(FrameType.Cast, null, message);
        return default;
    }

    /// <summary>The caller gives up: it is told at once, the gateway by CANCEL.</summary>
    internal void Abandon(PendingRpc rpc, Exception because)
    {
        if (_rpcs.TryTakeAbandoned(rpc))
        {
            SendCancel(rpc);
            rpc.SetFailure(because);
            rpc.DeliverOnPool();
        }
    }

    private async Task<ErlTerm> SendWhenRoomAsync(ValueTask room, PendingRpc rpc, ErlTerm request, CancellationToken cancellationToken)
    {
        Task waiting = room.AsTask();
        try
        {
            await waiting.WaitAsync(rpc.Timeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ChanTimeoutException("rpc", rpc.Timeout, Endpoint);
        }

        return await Send(rpc, request, cancellationToken).ConfigureAwait(false);
    }

    private Task<ErlTerm> Send(PendingRpc rpc, ErlTerm request, CancellationToken cancellationToken)
    {
        if (!_rpcs.TryAdd(rpc))
        {
            throw ClosedException();
        }

        try
        {
            Append(FrameType.Rpc, rpc.Id, request);
        }
        catch
        {
            _rpcs.RemoveUnsent(rpc);
            throw;
        }

        if (rpc.Deadline != long.MaxValue)
        {
            _deadlines.Watch(rpc.Deadline);
        }

        if (cancellationToken.CanBeCanceled)
        {
            rpc.AbandonWhen(cancellationToken);
        }

        return rpc.Task;
    }

    private async ValueTask CastWhenRoomAsync(ValueTask room, ErlTerm message)
    {
        await room.ConfigureAwait(false);
        Append(FrameType.Cast, null, message);
    }

    private void Append(FrameType type, uint? id, ErlTerm term)
    {
        try
        {
            if (_writer.WriteTerm(type, id, term))
            {
                return;
            }
        }
        catch (FrameTooLargeException e)
        {
            throw new ArgumentException(
                $"The message makes a frame of {e.Length} bytes; {Endpoint} accepts at most {e.Limit}. Send less at once, or ask its owner for a larger limit.",
                nameof(term), e);
        }

        EndForWriterFailure();
        throw ClosedException();
    }

    private void OnExpired(List<PendingRpc> expired)
    {
        foreach (PendingRpc rpc in expired)
        {
            SendCancel(rpc);
            rpc.SetFailure(new ChanTimeoutException("rpc", rpc.Timeout, Endpoint));
            rpc.DeliverOnPool();
        }

        if (_rpcs.HasTooManyCancels)
        {
            EndForReaderFailure(Violation($"it left more than {OpenRpcs.MaxUnansweredCancels} cancelled rpcs without the answer that is due."));
        }
    }

    private void SendCancel(PendingRpc rpc)
    {
        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, rpc.Id);
        _writer.Write(FrameType.Cancel, id);
    }
}
