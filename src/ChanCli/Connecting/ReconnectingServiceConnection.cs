using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Connecting;

/// <summary>A connection that is made again when it is lost; the user is told of both.</summary>
internal sealed class ReconnectingServiceConnection : IServiceConnection
{
    private readonly TextWriter _error;
    private readonly TaskCompletionSource<ChanRemoteException> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReconnectingChanConnection _connection = null!;
    private bool _wasLost;

    private ReconnectingServiceConnection(TextWriter error) => _error = error;

    /// <inheritdoc/>
    public Task<ChanCloseReason> Closed => _connection.Closed;

    /// <summary>Connects; the first attempt must succeed.</summary>
    internal static async Task<IServiceConnection> OpenAsync(
        ChanEndpoint endpoint, ChanConnectionOptions options, TextWriter error, CancellationToken cancellationToken)
    {
        var opened = new ReconnectingServiceConnection(error);
        options = options with { CastRefused = refusal => opened._refused.TrySetResult(refusal) };
        opened._connection = await ReconnectingChanConnection.ConnectAsync(
            endpoint, options, new ChanReconnectOptions { StateChanged = opened.Tell }, cancellationToken).ConfigureAwait(false);
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

    // The first connection is no news, and the end is told by the command.
    private void Tell(ChanStateChange change)
    {
        switch (change)
        {
            case { State: ChanConnectionState.Waiting, RetryIn: { } wait }:
                _error.WriteLine($"No connection: {change.Reason} Attempt {change.Attempt} follows in {wait.TotalSeconds:0.0} s.");
                break;
            case { State: ChanConnectionState.Connecting }:
                _wasLost = true;
                break;
            case { State: ChanConnectionState.Connected } when _wasLost:
                _error.WriteLine("Connected again.");
                break;
        }
    }
}
