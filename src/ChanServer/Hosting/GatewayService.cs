using Chan.Server.Configuration;
using Chan.Server.Listening;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chan.Server.Hosting;

/// <summary>Ties a gateway to the life of its host: start, watching the configuration, the hourly reminder of open classic ports, stop.</summary>
internal sealed class GatewayService(
    RunningGateway gateway, IOptions<ChanServerOptions> options, TimeProvider time, ILogger<GatewayService> logger) : IHostedService, IDisposable
{
    /// <summary>Security design, section 3.4: a warning at start and hourly.</summary>
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private Task _reminding = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await gateway.StartAsync(cancellationToken).ConfigureAwait(false);
        if (options.Value.ReloadInterval > TimeSpan.Zero)
        {
            _watching = RepeatAsync(options.Value.ReloadInterval, gateway.ReloadAsync);
        }

        _reminding = RepeatAsync(ReminderInterval, Remind);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_watching, _reminding).ConfigureAwait(false);
        await gateway.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Dispose();

    private Task Remind(CancellationToken cancellationToken)
    {
        foreach (BoundPort port in gateway.Ports.Where(port => port.Protocol == PortProtocol.Classic))
        {
            HostingLog.ClassicStillOpen(logger, port.Name);
        }

        return Task.CompletedTask;
    }

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> action)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await RunOnceAsync(action).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // A failure to look at the file must not end the gateway that runs.
    private async Task RunOnceAsync(Func<CancellationToken, Task> action)
    {
        try
        {
            await action(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            HostingLog.ReloadFailed(logger, failed);
        }
    }
}
