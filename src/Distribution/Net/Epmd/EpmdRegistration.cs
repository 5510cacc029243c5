using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Epmd;

/// <summary>A node's entry at epmd, which lasts until this is disposed: when epmd goes away, the node registers again and again until it is back.</summary>
/// <remarks>Thread-safe. The creation of the first registration stays, whatever epmd gives later: it is the node's identity.</remarks>
public sealed class EpmdRegistration : IAsyncDisposable
{
    private readonly EpmdAttempt _attempt;
    private readonly EpmdClientOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _keeping;
    private volatile bool _isRegistered = true;

    internal EpmdRegistration(EpmdAttempt attempt, EpmdClientOptions options, EpmdSocket socket, uint creation)
    {
        _attempt = attempt;
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<EpmdRegistration>();
        Creation = creation;
        EpmdLog.Registered(_logger, attempt.Node.Name, options.Port);
        _keeping = KeepAsync(socket);
    }

    /// <summary>What epmd was told.</summary>
    public EpmdNode Node => _attempt.Node;

    /// <summary>Number that tells this life of the node from the earlier ones; never zero.</summary>
    public uint Creation { get; }

    /// <summary>Whether others can find the node just now.</summary>
    public bool IsRegistered => _isRegistered;

    /// <summary>Takes the entry back and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task KeepAsync(EpmdSocket socket)
    {
        CancellationToken stopping = _stopping.Token;
        EpmdSocket? current = socket;
        try
        {
            while (true)
            {
                await current.WaitForEndAsync(stopping).ConfigureAwait(false);
                _isRegistered = false;
                current.Dispose();
                current = null;
                EpmdLog.RegistrationLost(_logger, Node.Name, _options.Port);
                current = await RegisterAgainAsync(stopping).ConfigureAwait(false);
                _isRegistered = true;
                EpmdLog.Registered(_logger, Node.Name, _options.Port);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            _isRegistered = false;
        }
        finally
        {
            current?.Dispose();
        }
    }

    private async Task<EpmdSocket> RegisterAgainAsync(CancellationToken stopping)
    {
        EpmdFailure? said = null;
        while (true)
        {
            await Task.Delay(_options.RetryInterval, _options.TimeProvider, stopping).ConfigureAwait(false);
            try
            {
                return (await _attempt.RunAsync(stopping).ConfigureAwait(false)).Socket;
            }
            catch (EpmdException error)
            {
                // Every two seconds for ever: each reason is worth one line.
                if (said != error.Reason)
                {
                    said = error.Reason;
                    EpmdLog.RegistrationFailed(_logger, Node.Name, error.Message);
                }
            }
        }
    }
}
