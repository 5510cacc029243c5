using System.Security.Cryptography;
using Chan.Client.Connecting;
using Chan.Client.Sessions;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Client.Reconnecting;

/// <summary>Opens a connection; in tests, one in memory.</summary>
internal delegate Task<ChanConnection> Connect(ChanEndpoint endpoint, ChanConnectionOptions options, CancellationToken cancellationToken);

/// <summary>The loop behind a <see cref="ReconnectingChanConnection"/>: connect, use until it is lost, wait, again.</summary>
/// <remarks>One task runs the loop and reports the states; callers meet it only in the fields under the lock.</remarks>
internal sealed partial class Reconnector : IAsyncDisposable
{
    private readonly ChanConnectionOptions _options;
    private readonly ChanReconnectOptions _reconnect;
    private readonly Connect _connect;
    private readonly ILogger _logger;
    private readonly RandomNumberGenerator _random;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ChanCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private ChanConnection? _first;
    private int _attempt;
    private int _confirmationFailures;
    private volatile ChanConnectionState _state = ChanConnectionState.Connecting;

    internal Reconnector(ChanEndpoint endpoint, ChanConnectionOptions options, ChanReconnectOptions? reconnect, Connect connect)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        _reconnect = reconnect ?? new ChanReconnectOptions();
        OptionsCheck.ThrowIfFaulty(endpoint, options);
        ReconnectCheck.ThrowIfFaulty(_reconnect);
        Endpoint = endpoint;
        Pushes = new PushQueue(options.PushQueueLimit, options.PushQueueByteLimit, options.PushOverflow);
        _options = options with { SharedPushes = Pushes };
        _connect = connect;
        _logger = options.LoggerFactory.CreateLogger<ReconnectingChanConnection>();
        _random = _reconnect.Random ?? RandomNumberGenerator.Create();
        _backoff = new Backoff(_reconnect.FirstDelay, _reconnect.LongestDelay, _random);
        _casts = new CastQueue(_reconnect.CastQueueLimit);
    }

    internal ChanEndpoint Endpoint { get; }

    internal ChanConnectionState State => _state;

    internal Task<ChanCloseReason> Closed => _closed.Task;

    /// <summary>The pushes of all connections.</summary>
    internal PushQueue Pushes { get; }

    /// <summary>Makes the first connection before the loop runs, so that its failure is the caller's.</summary>
    internal async Task ConnectFirstAsync(CancellationToken cancellationToken)
        => _first = await _connect(Endpoint, _options, cancellationToken).ConfigureAwait(false);

    /// <summary>Starts the loop; once.</summary>
    internal void Start() => _running = Task.Run(RunAsync);

    /// <summary>Ends the loop and waits for its end. Again: waits for the same end.</summary>
    /// <remarks>The source of cancellation is not disposed: a second call may come late, and without a timer it holds nothing.</remarks>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        ChanCloseReason end;
        try
        {
            end = await KeepConnectedAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            end = new ChanCloseReason(ChanCloseKind.Local, Atoms.Normal, "this side closed it.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Settings that only the gateway's answer shows to be wrong, such as an argument over the service's limit; trying again does not help.
            end = GaveUp(exception.Message);
        }

        Finish(end);
        Report(ChanConnectionState.Closed, null, end.Text);
        Pushes.Complete(end.IsClean ? null : ClosedException(end));
        _closed.TrySetResult(end);
        if (_reconnect.Random is null)
        {
            _random.Dispose();
        }
    }

    private async Task<ChanCloseReason> KeepConnectedAsync(CancellationToken stop)
    {
        while (true)
        {
            string why;
            try
            {
                ChanCloseReason reason = await UseAsync(await OpenAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
                if (!Verdict.IsMadeAgain(reason))
                {
                    return reason;
                }

                why = reason.Text;
            }
            catch (ChanException failure)
            {
                _confirmationFailures += Verdict.IsConfirmationFailure(failure) ? 1 : 0;
                if (_confirmationFailures >= _reconnect.MaxConfirmationFailures || !Verdict.MaySucceedLater(failure))
                {
                    return GaveUp(failure.Message);
                }

                why = failure.Message;
            }

            TimeSpan wait = _backoff.Next();
            ReconnectLog.Waits(_logger, Endpoint, _attempt + 1, wait.TotalSeconds, why);
            Report(ChanConnectionState.Waiting, wait, why);
            await Task.Delay(wait, _options.TimeProvider, stop).ConfigureAwait(false);
        }
    }

    private async Task<ChanConnection> OpenAsync(CancellationToken stop)
    {
        _attempt++;
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        Report(ChanConnectionState.Connecting, null, null);
        return await _connect(Endpoint, _options, stop).ConfigureAwait(false);
    }

    private async Task<ChanCloseReason> UseAsync(ChanConnection connection, CancellationToken stop)
    {
        long since = _options.TimeProvider.GetTimestamp();
        _confirmationFailures = 0;
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                if (await PublishAsync(connection, stop).ConfigureAwait(false))
                {
                    Report(ChanConnectionState.Connected, null, null);
                    _attempt = 0;
                }

                ChanCloseReason reason = await connection.Closed.WaitAsync(stop).ConfigureAwait(false);
                if (_options.TimeProvider.GetElapsedTime(since) >= _reconnect.LongestDelay)
                {
                    _backoff.Reset();
                }

                return reason;
            }
            finally
            {
                Withdraw(connection);
            }
        }
    }

    private ChanCloseReason GaveUp(string why)
    {
        ReconnectLog.GaveUp(_logger, Endpoint, why);
        return new ChanCloseReason(ChanCloseKind.GaveUp, Atoms.Noconnection, $"no further attempt is made. {why}");
    }

    private void Report(ChanConnectionState state, TimeSpan? retryIn, string? reason)
    {
        _state = state;
        try
        {
            _reconnect.StateChanged?.Invoke(new ChanStateChange(state, state == ChanConnectionState.Waiting ? _attempt + 1 : _attempt, retryIn, reason));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ReconnectLog.HandlerFailed(_logger, Endpoint, exception);
        }
    }
}
