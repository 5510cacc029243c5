using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Connecting;

/// <summary>What the commands use of a <see cref="ChanConnection"/>; tests put a scripted service in its place.</summary>
internal interface IServiceConnection : IAsyncDisposable
{
    /// <summary>Completes with the reason when the connection ends.</summary>
    Task<ChanCloseReason> Closed { get; }

    /// <summary>Asks and waits for the answer; the connection's default time-out applies.</summary>
    Task<ErlTerm> RpcAsync(ErlTerm request, CancellationToken cancellationToken);

    /// <summary>Sends without an answer.</summary>
    ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken);

    /// <summary>Waits until the gateway has read everything sent before.</summary>
    /// <exception cref="ChanRemoteException">The gateway refused a message sent before.</exception>
    Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>The time of one round trip to the gateway.</summary>
    Task<TimeSpan> PingAsync(CancellationToken cancellationToken);

    /// <summary>What the service sends unasked.</summary>
    IAsyncEnumerable<ErlTerm> ReadPushesAsync(CancellationToken cancellationToken);
}
