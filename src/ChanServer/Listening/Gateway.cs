using System.Security.Cryptography;
using Chan.Distribution.Processes;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Listening.Admission;
using Chan.Server.Services;
using Chan.Server.Services.BuiltIn;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Listening;

/// <summary>The gateway: listens on the ports of its configuration and puts a middle man in front of the one service that each client proved a password for.</summary>
/// <remarks>
/// <para>Starts as a whole or not at all. A new configuration is taken over while clients are connected: new sessions see the new one, running ones keep theirs.</para>
/// <para>Thread-safe; starting, applying and stopping wait for each other.</para>
/// </remarks>
public sealed partial class Gateway : IAsyncDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly GatewayIdentity _identity;
    private readonly Node _node;
    private readonly AuditLog _audit;
    private readonly HandlerTable _handlers;
    private readonly ILogger _logger;
    private readonly List<Port> _retired = [];
    private GatewayConfiguration _configuration;
    private volatile IReadOnlyList<Port> _ports = [];
    private ServiceCatalog _catalog = ServiceCatalog.Empty;
    private AdmissionDesk? _desk;
    private ComputationSlots? _slots;
    private KnownSourceKeeper? _keeper;
    private bool _isStopped;

    /// <summary>Makes a gateway that does not listen yet.</summary>
    /// <param name="configuration">Checked already; files are not read here.</param>
    /// <param name="identity">Stays the caller's; must live as long as the gateway.</param>
    /// <param name="node">Where middle men and services run; stays the caller's. Its clock is the gateway's.</param>
    /// <param name="audit">Where security events go; stays the caller's.</param>
    /// <param name="loggers">For everything else.</param>
    /// <param name="handlers">Handlers beside those of the module assemblies; none if not given.</param>
    public Gateway(
        GatewayConfiguration configuration, GatewayIdentity identity, Node node, AuditLog audit, ILoggerFactory loggers, HandlerTable? handlers = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(loggers);
        _configuration = configuration;
        _identity = identity;
        _node = node;
        _audit = audit;
        _handlers = handlers ?? new();
        _logger = loggers.CreateLogger<Gateway>();
    }

    /// <summary>Where sources with a success are kept over restarts; nowhere if not given.</summary>
    internal IKnownSourceStore? KnownSourceStore { get; init; }

    /// <summary>Randomness of handshakes and of early drop.</summary>
    internal RandomNumberGenerator Random { get; init; } = RandomNumberGenerator.Create();

    /// <summary>What the gateway listens on; empty before it is started.</summary>
    public IReadOnlyList<BoundPort> Ports => [.. _ports.Select(port => port.Describe())];

    /// <summary>Connections open now, on all ports: unfinished handshakes and sessions.</summary>
    public int ConnectionCount => _ports.Sum(port => port.Connections.Count);

    /// <summary>Waits until no connection is open; the gateway goes on accepting meanwhile.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Completes when <see cref="ConnectionCount"/> was 0; a new client may have come since.</returns>
    public async Task WaitUntilIdleAsync(CancellationToken cancellationToken = default)
    {
        while (ConnectionCount > 0)
        {
            await Task.WhenAll(_ports.Select(port => port.Connections.WhenEmpty())).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Resolves every service and binds every port, then accepts.</summary>
    /// <exception cref="ServiceFaultsException">A service or a module assembly cannot be used; names all of them. Nothing listens.</exception>
    /// <exception cref="PortBindException">A port cannot be bound. Nothing listens.</exception>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_desk is not null)
            {
                throw new InvalidOperationException("A gateway is started once.");
            }

            BuiltInModules.AddTo(_node.Modules);
            AdmissionDesk desk = new(
                _configuration.Limits, _node.TimeProvider, Random, new AuditedAdmission(_audit, _configuration.Limits),
                await KnownSourceKeeper.LoadAsync(KnownSourceStore, _logger, cancellationToken).ConfigureAwait(false));
            ComputationSlots slots = new(_configuration.Limits.KeyExchanges, _configuration.Limits.KeyExchangeQueue);
            await TakeOverAsync(_configuration, desk, slots, cancellationToken).ConfigureAwait(false);
            (_desk, _slots) = (desk, slots);
            _keeper = KnownSourceStore is null ? null : new(KnownSourceStore, desk, _node.TimeProvider, _logger);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Takes over a new configuration while running; if it cannot be taken over as a whole, nothing changes.</summary>
    /// <param name="configuration">Checked already. New limits of the gateway take effect at the next start, everything else now.</param>
    /// <param name="cancellationToken">Gives up before anything changed.</param>
    /// <exception cref="ServiceFaultsException">A service or a module assembly cannot be used.</exception>
    /// <exception cref="PortBindException">A new port cannot be bound.</exception>
    /// <exception cref="InvalidOperationException">The gateway does not run.</exception>
    public async Task ApplyAsync(GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_desk is null || _slots is null || _isStopped)
            {
                throw new InvalidOperationException("The gateway does not run; there is nothing to change.");
            }

            await TakeOverAsync(configuration, _desk, _slots, cancellationToken).ConfigureAwait(false);
            _configuration = configuration;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Stops listening and ends all sessions: those that owe no answer at once, the others when it is given or the time is over.</summary>
    /// <param name="drain">Time for sessions to end by themselves; then they are ended.</param>
    /// <param name="cancellationToken">Ends that time early.</param>
    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isStopped = true;
            await Task.WhenAll([.. _ports.Concat(_retired).Select(port => port.StopAsync(drain, cancellationToken))]).ConfigureAwait(false);
            _retired.Clear();
            if (_keeper is not null)
            {
                await _keeper.DisposeAsync().ConfigureAwait(false);
                _keeper = null;
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>As <see cref="StopAsync"/> without time for sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        _slots?.Dispose();
        _changing.Dispose();
    }
}
