using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Epmd.Messages;

namespace Chan.Distribution.Net.Epmd;

/// <content>The connections: which there are, and what is answered to a request.</content>
public sealed partial class EpmdServer
{
    private readonly Lock _connectionsLock = new();
    private readonly LinkedList<EpmdConnection> _unanswered = new();
    private readonly HashSet<EpmdConnection> _connections = [];

    /// <summary>Connections that are open, with a registration or without.</summary>
    internal int ConnectionCount
    {
        get
        {
            lock (_connectionsLock)
            {
                return _connections.Count;
            }
        }
    }

    private void Serve(Socket socket)
    {
        var connection = new EpmdConnection(this, socket);
        EpmdConnection? oldest = null;
        lock (_connectionsLock)
        {
            if (_unanswered.Count >= _options.MaxOpenRequests)
            {
                oldest = _unanswered.First!.Value;
                _unanswered.RemoveFirst();
            }

            _connections.Add(connection);
            connection.Place = _unanswered.AddLast(connection);
        }

        if (oldest is not null)
        {
            EpmdLog.Crowded(_logger, _options.MaxOpenRequests);
            oldest.Abort();
        }

        connection.Start(_options, _stopping.Token);
    }

    /// <summary>A connection holds a registration, so it may stay as long as it likes.</summary>
    private void Settle(EpmdConnection connection)
    {
        lock (_connectionsLock)
        {
            if (connection.Place?.List is not null)
            {
                _unanswered.Remove(connection.Place);
            }
        }
    }

    private void Forget(EpmdConnection connection)
    {
        Settle(connection);
        lock (_connectionsLock)
        {
            _connections.Remove(connection);
        }
    }

    private async Task EndConnectionsAsync()
    {
        Task[] ends;
        lock (_connectionsLock)
        {
            ends = [.. _connections.Select(connection => connection.Ended)];
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
    }

    /// <summary>What is answered to a request, and the registration that came of it.</summary>
    /// <returns>Null where the connection is closed without an answer.</returns>
    private (byte[] Answer, EpmdTableEntry? Entry)? Answer(EpmdRequest request, bool isLocal, string source) => request switch
    {
        EpmdRequest.Alive2 alive when isLocal => Register(alive, source),
        EpmdRequest.PortPlease2 ask => (EpmdAnswer.Node(_table.Find(ask.Name)), null),
        EpmdRequest.Names => (EpmdAnswer.Names(Port, _table.Active), null),
        EpmdRequest.Dump when isLocal => (EpmdAnswer.Dump(Port, _table.Active, _table.Old), null),
        EpmdRequest.Kill when isLocal => (EpmdAnswer.Killed(_table.Active.Count == 0), null),
        _ => null,
    };

    private (byte[] Answer, EpmdTableEntry? Entry) Register(EpmdRequest.Alive2 alive, string source)
    {
        if (alive.Node is null || !_table.TryAdd(alive.Node, out EpmdTableEntry? entry))
        {
            EpmdLog.NameRefused(_logger, alive.Node?.Name ?? "?", source);
            return (EpmdAnswer.Refused(alive.HighestVersion), null);
        }

        EpmdLog.NameRegistered(_logger, entry.Node.Name, entry.Node.Port);
        return (EpmdAnswer.Registered(alive.HighestVersion, entry.Creation), entry);
    }

    private void Unregister(EpmdTableEntry entry)
    {
        _table.Remove(entry);
        EpmdLog.NameDropped(_logger, entry.Node.Name);
    }

    private void End()
    {
        EpmdLog.Killed(_logger);
        _stopping.Cancel();
    }

    private static bool IsLocal(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || socket.LocalEndPoint is not IPEndPoint local)
        {
            return false;
        }

        IPAddress peer = Plain(remote.Address);
        return IPAddress.IsLoopback(peer) || peer.Equals(Plain(local.Address));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
