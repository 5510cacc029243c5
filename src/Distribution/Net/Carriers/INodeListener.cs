namespace Chan.Distribution.Net.Carriers;

/// <summary>One address on which connections come in.</summary>
internal interface INodeListener : IAsyncDisposable
{
    /// <summary>The address, for people.</summary>
    string Address { get; }

    /// <summary>Waits for the next connection.</summary>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    /// <exception cref="IOException">This one failed; the next may not.</exception>
    ValueTask<IncomingConnection> AcceptAsync(CancellationToken cancellationToken);
}
