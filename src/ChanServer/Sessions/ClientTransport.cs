using System.Buffers;
using System.Net;

namespace Chan.Server.Sessions;

/// <summary>The bytes between the gateway and one client; what carries them, sessions do not know.</summary>
internal abstract class ClientTransport(Stream stream, IPAddress source) : IAsyncDisposable
{
    /// <summary>Longest time for the goodbye (native protocol, section 3).</summary>
    public static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    // Native protocol, section 3: what is read and discarded at most.
    private const int DiscardedBytes = 16 * 1024;

    /// <summary>Reads and writes what the protocol says. Owned by the transport.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Where the client is.</summary>
    public IPAddress Source { get; } = source;

    /// <summary>
    /// Ends sending behind everything that was written, then takes and drops the client's last bytes: closing on unread bytes would reset the
    /// connection and destroy what the client has not read yet. The caller disposes the transport afterwards.
    /// </summary>
    public async Task SayGoodbyeAsync(TimeProvider time)
    {
        using CancellationTokenSource patience = new(GoodbyeTime, time);
        try
        {
            await EndSendingAsync(patience.Token).ConfigureAwait(false);
            await DiscardAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client is gone, or takes too long over its goodbye: the connection is closed either way.
        }
    }

    /// <summary>Closes; what the client has not taken by then may be lost.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Tells the client that nothing more comes, in order behind what was written; reading goes on.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    protected abstract Task EndSendingAsync(CancellationToken cancellationToken);

    private async Task DiscardAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(DiscardedBytes);
        try
        {
            int read = 1;
            for (int discarded = 0; discarded < DiscardedBytes && read > 0; discarded += read)
            {
                read = await Stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
