using System.Net;

namespace Chan.Distribution.Net.Carriers;

/// <summary>A connection that was accepted and is not open yet: TLS happens in <see cref="OpenAsync"/>, never in the accept loop.</summary>
internal abstract class IncomingConnection : IAsyncDisposable
{
    /// <summary>The other end, for people.</summary>
    public abstract string Remote { get; }

    /// <summary>What limits count by; loopback for a connection in memory.</summary>
    public abstract IPAddress Source { get; }

    /// <summary>Finishes what the carrier has to do. The result takes over the connection.</summary>
    /// <exception cref="CarrierException">It failed.</exception>
    public abstract ValueTask<CarrierConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Closes a connection that was not opened.</summary>
    public abstract ValueTask DisposeAsync();
}
