using System.Net.Sockets;

namespace Chan.Distribution.Net.Epmd;

/// <summary>Sees to it that this machine has an epmd: one that runs already, or one that this program serves. Thread-safe.</summary>
/// <remarks>
/// The first program to come takes the port and serves all of them; when it ends, their registrations break, and the first of the others that
/// comes to register again takes the port. Nodes of Erlang register again by themselves as well.
/// </remarks>
/// <param name="options">How to serve.</param>
internal sealed class SharedEpmd(EpmdServerOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1);
    private EpmdServer? _server;
    private bool _isDisposed;

    /// <summary>The server of this program, if it is the one that serves.</summary>
    public EpmdServer? Server => Volatile.Read(ref _server);

    /// <summary>Returns when something takes connections at the port of epmd.</summary>
    /// <exception cref="EpmdException">Nothing does, and this program cannot take the port.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isDisposed)
            {
                throw new EpmdException(EpmdFailure.CannotServe, "This program has stopped to serve as epmd.");
            }

            if (_server is { Completion.IsCompleted: false } || await IsServedAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            EpmdServer? ended = _server;
            Volatile.Write(ref _server, Serve());
            if (ended is not null)
            {
                await ended.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Stops to serve, if this program does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            if (_server is not null)
            {
                await _server.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private EpmdServer? Serve()
    {
        try
        {
            return EpmdServer.Start(options);
        }
        catch (EpmdException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            // Another program was quicker; it serves.
            return null;
        }
    }

    private async Task<bool> IsServedAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ProbeTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(options.Addresses[0], options.Port, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Something has the port and is slow to answer; the registration itself says so if it stays that way.
            return true;
        }
    }
}
