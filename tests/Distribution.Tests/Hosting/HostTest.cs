using Chan.Distribution.Hosting;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Hosting;

/// <summary>A generic host with a test clock and a log that fails the test for what it did not announce.</summary>
public abstract class HostTest : IAsyncDisposable
{
    protected const int TopEnded = 2651;
    protected const int Killed = 2652;

    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    private IHost? _host;

    protected HostTest()
    {
        Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(Log));
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(Diary);
        Services.AddScoped<ScopedThing>();
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
    }

    internal Diary Diary { get; } = new();

    protected TestLog Log { get; } = new();

    protected TestClock Clock { get; } = new();

    protected IServiceCollection Services => _builder.Services;

    /// <summary>The host; built when it is first asked for.</summary>
    protected IHost TheHost => _host ??= _builder.Build();

    protected Node Node => TheHost.Services.GetRequiredService<Node>();

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        }

        Log.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static ErlTerm Term(string text) => ErlTerm.Parse(text);

    protected static StartOptions Named(string name) => new() { Name = ErlTerm.Atom(name) };

    protected Task StartAsync() => TheHost.StartAsync().WaitAsync(TestTimeouts.Long);

    protected Task StopAsync(CancellationToken cancellationToken = default) => TheHost.StopAsync(cancellationToken).WaitAsync(TestTimeouts.Long, CancellationToken.None);

    protected ErlPid PidOf(string name) => Node.WhereIs(ErlTerm.Atom(name)) ?? throw new InvalidOperationException($"No process is called {name}.");

    /// <summary>Ends a server with a reason, and waits until it has.</summary>
    protected async Task EndAsync(string name, string reason)
    {
        ErlPid pid = PidOf(name);
        Node.Cast(pid, Term(reason));
        await Node.WhenExited(pid).WaitAsync(TestTimeouts.Long);
    }

    protected Task<HealthCheckResult> CheckHealthAsync()
    {
        NodeHealthCheck check = TheHost.Services.GetRequiredService<NodeHealthCheck>();
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("node", check, HealthStatus.Unhealthy, null) };
        return check.CheckHealthAsync(context).WaitAsync(TestTimeouts.Long);
    }

    protected void AllowReports() => Log.Allow(
        entry => entry.Level == LogLevel.Error && (entry.EventId.Id is 2601 or 2603 or (>= 2610 and <= 2614) || entry.Category.StartsWith("Microsoft.", StringComparison.Ordinal)),
        "reports");
}
