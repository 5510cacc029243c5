using System.Net;
using System.Net.Sockets;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Listening.Admission;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Listening;

/// <summary>One port: its socket, its accept loop and its connections.</summary>
/// <remarks>The loop only accepts, asks admission and enters the connection; TLS and everything after it runs on the pool.</remarks>
internal sealed partial class Port : IAsyncDisposable
{
    // The system's queue of connections not yet accepted.
    private const int Backlog = 512;

    private readonly Socket _listener;
    private readonly AdmissionDesk _desk;
    private readonly AcceptSocket _accept;
    private readonly CancellationTokenSource _stop = new();
    private volatile PortSetup _setup;
    private Task _accepting = Task.CompletedTask;

    private Port(
        Socket listener, AcceptSocket accept, PortSetup setup, AdmissionDesk desk, AuditLog audit, GatewayLimits limits, TimeProvider time, ILogger logger)
    {
        _listener = listener;
        _accept = accept;
        _setup = setup;
        _desk = desk;
        Audit = audit;
        Limits = limits;
        Time = time;
        Logger = logger;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
    }

    /// <summary>Name in the configuration.</summary>
    public string Name => _setup.Configuration.Name;

    /// <summary>What is bound.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Limits of the gateway.</summary>
    public GatewayLimits Limits { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where failed connections are noted.</summary>
    public AuditLog Audit { get; }

    /// <summary>For what is not an audit event.</summary>
    public ILogger Logger { get; }

    /// <summary>What is connected.</summary>
    public ConnectionTable Connections { get; } = new();

    /// <summary>What the port does with new connections; replaced when the configuration changes.</summary>
    public PortSetup Setup
    {
        get => _setup;
        set => _setup = value;
    }

    /// <summary>The port as hosts see it.</summary>
    public BoundPort Describe() => new(Name, EndPoint, _setup.Configuration.Protocol, _setup.Configuration.Services);

    /// <summary>Binds and listens, without accepting yet: so that all ports of a gateway start, or none.</summary>
    /// <param name="setup">What is done with connections.</param>
    /// <param name="desk">Who may connect.</param>
    /// <param name="audit">Where failed connections are noted.</param>
    /// <param name="limits">Limits of the gateway.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what is not an audit event.</param>
    /// <param name="accept">How a connection is taken from the listening socket; the system's way if not given.</param>
    /// <exception cref="PortBindException">The address cannot be had.</exception>
    public static Port Bind(
        PortSetup setup, AdmissionDesk desk, AuditLog audit, GatewayLimits limits, TimeProvider time, ILogger logger, AcceptSocket? accept = null)
    {
        IPEndPoint endPoint = setup.Configuration.EndPoint;
        Socket listener = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen(Backlog);
            return new(listener, accept ?? (static (socket, stop) => socket.AcceptAsync(stop)), setup, desk, audit, limits, time, logger);
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new PortBindException(setup.Configuration.Name, endPoint, exception);
        }
    }

    /// <summary>Gives the address back; for a port that was bound and never started.</summary>
    public void Abandon()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins to accept.</summary>
    public void Start()
    {
        _accepting = Task.Run(AcceptGuardedAsync);
        ListeningLog.Listens(Logger, Name, EndPoint.ToString());
    }

    /// <summary>Stops listening; what is connected goes on.</summary>
    public async Task StopListeningAsync()
    {
        bool isFirst = !_stop.IsCancellationRequested;
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        if (isFirst)
        {
            ListeningLog.Stopped(Logger, Name);
        }
    }

    /// <summary>Stops listening and ends every connection: those that owe no answer at once, the others when they have given it or the time is over.</summary>
    /// <param name="drain">Time for sessions to end by themselves.</param>
    /// <param name="cancellationToken">Ends that time early.</param>
    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        await StopListeningAsync().ConfigureAwait(false);
        foreach (Connection connection in Connections.Snapshot())
        {
            connection.Drain();
        }

        if (!await EndedWithinAsync(drain, cancellationToken).ConfigureAwait(false))
        {
            foreach (Connection connection in Connections.Snapshot())
            {
                connection.Abort();
            }

            if (!await EndedWithinAsync(AbortTime, CancellationToken.None).ConfigureAwait(false))
            {
                ListeningLog.ConnectionsAbandoned(Logger, Connections.Count, AbortTime.TotalSeconds);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<bool> EndedWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Task all = Task.WhenAll(Connections.Snapshot().Select(connection => connection.Completion));
        try
        {
            await all.WaitAsync(time, Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
