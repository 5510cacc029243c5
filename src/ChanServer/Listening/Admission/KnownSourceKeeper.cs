using Microsoft.Extensions.Logging;

namespace Chan.Server.Listening.Admission;

/// <summary>Saves the sources with a success, once a minute where there are new ones, and at the end.</summary>
internal sealed class KnownSourceKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly IKnownSourceStore _store;
    private readonly AdmissionDesk _desk;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _saving;

    public KnownSourceKeeper(IKnownSourceStore store, AdmissionDesk desk, TimeProvider time, ILogger logger)
    {
        _store = store;
        _desk = desk;
        _time = time;
        _logger = logger;
        _saving = RunAsync(_stop.Token);
    }

    /// <summary>What was saved before; none, with a warning, if it cannot be read: the gateway starts without it.</summary>
    public static async Task<IReadOnlyList<KnownSource>> LoadAsync(IKnownSourceStore? store, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return store is null ? [] : await store.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ListeningLog.KnownSourcesNotLoaded(logger, exception);
            return [];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _saving.ConfigureAwait(false);
        await SaveAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await SaveAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end; DisposeAsync saves once more.
        }
    }

    private async Task SaveAsync()
    {
        if (!_desk.TryTakeChangedSources(out IReadOnlyList<KnownSource>? sources))
        {
            return;
        }

        try
        {
            await _store.SaveAsync(sources, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not stop the gateway.
            ListeningLog.KnownSourcesNotSaved(_logger, exception);
        }
    }
}
