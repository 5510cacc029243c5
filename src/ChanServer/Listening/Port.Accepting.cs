using System.Net;
using System.Net.Sockets;
using Chan.Server.Configuration;
using Chan.Server.Listening.Admission;

namespace Chan.Server.Listening;

internal sealed partial class Port
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // For a session to say goodbye and a killed service to be gone.
    private static readonly TimeSpan AbortTime = TimeSpan.FromSeconds(3);

    private async Task AcceptGuardedAsync()
    {
        try
        {
            await AcceptAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The stop closed the socket under the loop.
        }
        catch (Exception exception)
        {
            // From outside this would look like a hang, so it is the loudest thing the gateway can say.
            ListeningLog.AcceptLoopDied(Logger, Name, exception);
        }
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = TimeSpan.Zero;
        while (true)
        {
            try
            {
                Socket socket = await _accept(_listener, cancellationToken).ConfigureAwait(false);
                if (pause > TimeSpan.Zero)
                {
                    pause = TimeSpan.Zero;
                    ListeningLog.AcceptGoesOn(Logger, Name);
                }

                Enter(socket);
            }
            catch (SocketException exception) when (IsOfOneConnection(exception))
            {
                // The client was gone before it was accepted.
            }
            catch (SocketException exception) when (IsShortage(exception))
            {
                if (pause == TimeSpan.Zero)
                {
                    ListeningLog.AcceptHeldUp(Logger, Name, exception.SocketErrorCode);
                }

                pause = pause == TimeSpan.Zero ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await Task.Delay(pause, Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Enter(Socket socket)
    {
        if (!TryFindSource(socket, out IPAddress? source) || !_desk.TryEnter(source, out ConnectionPlace? place, out _))
        {
            socket.Dispose();
            return;
        }

        Connection connection = new(socket, source, place, this);
        int limit = _setup.Configuration.MaxConnections;
        if (Connections.TryAdd(connection, limit))
        {
            connection.Start();
            return;
        }

        Audit.LimitHit(nameof(PortConfiguration.MaxConnections), limit, place.Source.ToAddress());
        place.GiveBack(PlaceEnd.Excused);
        connection.Dispose();
    }

    private static bool TryFindSource(Socket socket, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? source)
    {
        try
        {
            // A small frame must not wait for the acknowledgement of the one before it.
            socket.NoDelay = true;
            source = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            return true;
        }
        catch (SocketException)
        {
            source = null;
            return false;
        }
    }

    private static bool IsOfOneConnection(SocketException exception)
        => exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NetworkDown
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut or SocketError.Interrupted;

    // Descriptors, buffers, memory: other connections have to end first. Or a firewall, or an error without a name, which may pass as well;
    // not without a pause, for they may stay.
    private static bool IsShortage(SocketException exception)
        => exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ProcessLimit
            or SocketError.AccessDenied or SocketError.SocketError
        || exception.NativeErrorCode == OutOfMemory;

    private const int OutOfMemory = 12;
}
