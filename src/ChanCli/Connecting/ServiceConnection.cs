using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Connecting;

/// <summary>The real thing.</summary>
internal sealed class ServiceConnection : IServiceConnection
{
    private readonly TaskCompletionSource<ChanRemoteException> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChanConnection _connection = null!;

    private ServiceConnection()
    {
    }

    /// <inheritdoc/>
    public Task<ChanCloseReason> Closed => _connection.Closed;

    /// <summary>Connects.</summary>
    internal static async Task<IServiceConnection> OpenAsync(ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken)
    {
        var opened = new ServiceConnection();
        options = options with { CastRefused = refusal => opened._refused.TrySetResult(refusal) };
        opened._connection = await ChanConnection.ConnectAsync(endpoint, options, cancellationToken).ConfigureAwait(false);
        return opened;
    }

    /// <inheritdoc/>
    public Task<ErlTerm> RpcAsync(ErlTerm request, CancellationToken cancellationToken)
        => _connection.RpcAsync(request, cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public ValueTask CastAsync(ErlTerm message, CancellationToken cancellationToken) => _connection.CastAsync(message, cancellationToken);

    /// <inheritdoc/>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_connection.Endpoint.Scheme == ChanScheme.Native)
        {
            // The gateway reads in order: when it answers the ping, it has judged every message before it.
            await _connection.PingAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_refused.Task.IsCompleted)
        {
            throw await _refused.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken) => _connection.PingAsync(cancellationToken).AsTask();

    /// <inheritdoc/>
    public IAsyncEnumerable<ErlTerm> ReadPushesAsync(CancellationToken cancellationToken) => _connection.ReadPushesAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
