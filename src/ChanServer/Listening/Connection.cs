using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Chan.Protocol.Tls;
using Chan.Server.Diagnostics;
using Chan.Server.Listening.Admission;
using Chan.Server.Sessions;

namespace Chan.Server.Listening;

/// <summary>One accepted connection, from its place at the door to the end of its session.</summary>
internal sealed class Connection(Socket socket, IPAddress source, ConnectionPlace place, Port port) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private ClientSession? _session;
    private bool _isDraining;
    private bool _isAborted;
    private bool _isOver;

    /// <summary>Ends when nothing of the connection is left; never fails.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts on the thread pool: the accept loop does none of the work.</summary>
    public void Start() => Completion = Task.Run(RunAsync);

    /// <summary>Ends an unfinished handshake, and lets a session end by itself.</summary>
    public void Drain() => Tell(abort: false);

    /// <summary>Ends whatever there is.</summary>
    public void Abort() => Tell(abort: true);

    /// <summary>Called by the connection itself at its end; for one that was never started, by its maker.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _stop.Dispose();
        }

        socket.Dispose();
    }

    private void Tell(bool abort)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isDraining = true;
            _isAborted |= abort;
            if (_session is null)
            {
                _stop.Cancel();
            }
        }

        TellSession();
    }

    private void TellSession()
    {
        if (_isAborted)
        {
            _session?.Abort();
        }
        else if (_isDraining)
        {
            _session?.Drain();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            if (await EnterAsync().ConfigureAwait(false) is { } session)
            {
                lock (_lock)
                {
                    _session = session;
                }

                TellSession();
                await session.RunAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The owner of everything below ends here: whatever failed must not take the port with it.
            place.GiveBack(PlaceEnd.Crashed);
            ListeningLog.ConnectionCrashed(port.Logger, port.Name, exception);
        }
        finally
        {
            place.GiveBack(_isDraining ? PlaceEnd.Excused : PlaceEnd.Failed);
            Dispose();
            port.Connections.Remove(this);
        }
    }

    private async Task<ClientSession?> EnterAsync()
    {
        PortSetup setup = port.Setup;
        using CancellationTokenSource deadline = new(port.Limits.HandshakeTimeout, port.Time);
        using var handshake = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            if (!await place.WaitUntilClearAsync(handshake.Token).ConfigureAwait(false)
                || await OpenAsync(setup, handshake.Token).ConfigureAwait(false) is not { } transport)
            {
                return null;
            }

            ClientSession? session = await setup.Entrance.EnterAsync(transport, place, handshake.Token).ConfigureAwait(false);
            if (session is null)
            {
                await transport.DisposeAsync().ConfigureAwait(false);
            }

            return session;
        }
        catch (OperationCanceledException)
        {
            // Here only while it waited for its source to be cleared: what comes later has noted its own end.
            if (!_stop.IsCancellationRequested)
            {
                port.Audit.AuthenticationFailed(AuthenticationStage.Hello, service: null, clientName: null, place.Source.ToAddress());
            }

            return null;
        }
    }

    private async Task<ClientTransport?> OpenAsync(PortSetup setup, CancellationToken cancellationToken)
    {
        NetworkStream plain = new(socket, ownsSocket: false);
        if (setup.Tls is null)
        {
            return new SocketTransport(socket, plain, source);
        }

        SslStream tls = new(plain, leaveInnerStreamOpen: false);
        using CancellationTokenSource deadline = new(port.Limits.TlsTimeout, port.Time);
        using var handshake = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await tls.AuthenticateAsServerAsync(setup.Tls, handshake.Token).ConfigureAwait(false);
            ChanTls.ThrowIfNotNegotiated(tls);
            return new SocketTransport(socket, tls, source);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
        {
            ListeningLog.TlsFailed(port.Logger, place.Source.ToString(), port.Name, exception.Message);
            if (!_stop.IsCancellationRequested)
            {
                port.Audit.AuthenticationFailed(AuthenticationStage.Hello, service: null, clientName: null, source);
            }

            await tls.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }
}
