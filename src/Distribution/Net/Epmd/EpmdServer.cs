using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Epmd;

/// <summary>Epmd inside a program: the port mapper through which nodes of a machine are found, Erlang's own included. Thread-safe. Protocol 1.</summary>
/// <remarks>
/// Whoever reaches the port may ask which nodes there are; only programs of this machine may register. Connections that do nothing, or send what
/// makes no sense, cost little and end soon; their number is bounded.
/// </remarks>
public sealed partial class EpmdServer : IAsyncDisposable
{
    private const int Backlog = 128;

    // A shortage of sockets or memory passes; trying at once again would only spin.
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(100);

    private readonly EpmdServerOptions _options;
    private readonly ILogger _logger;
    private readonly List<Socket> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EpmdTable _table;
    private Task _accepting = Task.CompletedTask;

    private EpmdServer(EpmdServerOptions options)
    {
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<EpmdServer>();
        _table = new EpmdTable(options.MaxNames, options.TimeProvider);
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The nodes that are registered now, the latest first.</summary>
    public IReadOnlyList<EpmdName> Names => [.. _table.Active.Select(entry => new EpmdName(entry.Node.Name, entry.Node.Port))];

    /// <summary>Completes when the server has ended: it was disposed, or somebody of this machine told it to end while no node was registered.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts to serve.</summary>
    /// <exception cref="EpmdException">The port cannot be had: mostly another epmd has it.</exception>
    public static EpmdServer Start(EpmdServerOptions? options = null)
    {
        var server = new EpmdServer(options ?? new());
        try
        {
            server.Listen();
        }
        catch
        {
            server._listeners.ForEach(listener => listener.Dispose());
            server._stopping.Dispose();
            throw;
        }

        server._accepting = server.RunAsync();
        EpmdLog.Serving(server._logger, server.Port);
        return server;
    }

    /// <summary>Stops: every connection ends, and nodes that were registered look for another epmd.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        await _accepting.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Listen()
    {
        Port = _options.Port;
        foreach (IPAddress address in _options.Addresses)
        {
            try
            {
                _listeners.Add(Listen(address));
            }
            catch (SocketException error) when (_listeners.Count > 0)
            {
                EpmdLog.AddressLeftOut(_logger, address.ToString(), error.Message);
            }
            catch (SocketException error)
            {
                throw new EpmdException(
                    EpmdFailure.CannotServe, $"This program cannot serve as epmd at {address}:{Port}: {error.Message}.", error);
            }
        }
    }

    private Socket Listen(IPAddress address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                listener.DualMode = false;
            }

            listener.Bind(new IPEndPoint(address, Port));
            listener.Listen(Backlog);
            Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task RunAsync()
    {
        await Task.WhenAll(_listeners.Select(AcceptAsync)).ConfigureAwait(false);
        _listeners.ForEach(listener => listener.Dispose());
        await EndConnectionsAsync().ConfigureAwait(false);
        EpmdLog.Stopped(_logger, Port);
        _completion.SetResult();
    }

    private async Task AcceptAsync(Socket listener)
    {
        CancellationToken stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(stopping).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }
            catch (SocketException error)
            {
                EpmdLog.AcceptFailed(_logger, error.Message);
                await PauseAsync(stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(PauseAfterFault, _options.TimeProvider, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
