namespace Chan.Distribution.Net.Carriers;

/// <summary>One open connection below the handshake: a stream and what is known of its other end.</summary>
/// <param name="stream">One reader and one writer at a time.</param>
/// <param name="remote">The other end, for people: an address and port, or a name.</param>
internal sealed class CarrierConnection(Stream stream, string remote) : IAsyncDisposable
{
    private int _disposed;

    public Stream Stream { get; } = stream;

    public string Remote { get; } = remote;

    /// <summary>Width of the length before each handshake message, in bytes: 2, and 4 inside TLS (specification 2.1 and 7).</summary>
    public int HandshakeLengthSize { get; init; } = 2;

    /// <summary>Closes at once; what was not written yet is lost. Nobody may be disposing of the stream more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
