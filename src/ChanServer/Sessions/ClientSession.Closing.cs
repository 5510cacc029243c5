using Chan.Protocol.Framing;

namespace Chan.Server.Sessions;

internal abstract partial class ClientSession
{
    /// <summary>Writes the goodbye of the protocol, if it has one.</summary>
    protected abstract void WriteClose(SessionEnd end);

    // Everything queued, the goodbye, the end of TLS and of sending; then the client's last bytes are taken and dropped, because closing on unread
    // bytes would reset the connection and destroy what the client has not read yet.
    private async Task CloseAsync(SessionEnd end)
    {
        if (ReferenceEquals(end, SessionEnd.Slow))
        {
            return;
        }

        using CancellationTokenSource patience = new(Context.Limits.OutboundStall, Time);
        try
        {
            WriteClose(end);
            await Writer.CompleteAsync().WaitAsync(patience.Token).ConfigureAwait(false);
            await _transport.SayGoodbyeAsync(Time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or FrameTooLargeException)
        {
            // The client is gone, or takes too long over its goodbye: the connection is closed either way.
        }
    }
}
