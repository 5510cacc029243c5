using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Nodes;

/// <content>A node without a name of its own: the first node that it connects with gives it one (specification 2.7).</content>
internal sealed partial class DistributionLayer
{
    private readonly SemaphoreSlim _naming = new(1);

    /// <summary>
    /// Keeps attempts apart as long as there is no name: two nodes must not give one each. Null for a node that has a name, which dials as many
    /// as it likes.
    /// </summary>
    private async ValueTask<IDisposable?> AskAloneAsync(CancellationToken cancellationToken)
    {
        if (!_self.AsksForName)
        {
            return null;
        }

        await _naming.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_self.AsksForName)
        {
            return new Turn(_naming);
        }

        // The attempt before this one got a name.
        _naming.Release();
        return null;
    }

    /// <summary>Takes the name that a peer gave, and announces the connection to it.</summary>
    private async Task<Connection?> TryBringUpNamedAsync(
        Peer peer, Attempt attempt, HandshakeDialogue dialogue, HandshakePeer who, (string Name, uint Creation) given)
    {
        Name = NodeName.Parse(given.Name);
        _self = _self with { Name = given.Name, Creation = given.Creation };
        _node.BecomeAlive(Name.Atom, given.Creation, Peers);
        NodesLog.Named(_logger, peer.Name, given.Name, given.Creation);
        Connection? connection = await TryBringUpAsync(peer, attempt, dialogue, who, "dialled").ConfigureAwait(false);
        if (connection is null)
        {
            ForgetName();
        }

        return connection;
    }

    /// <summary>Who gave the name is gone: he may give it to another node now. Whoever knows this one by it is left.</summary>
    private async Task LoseNameAsync(string giver)
    {
        try
        {
            await _naming.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // With the node all names go.
            return;
        }

        using var turn = new Turn(_naming);
        string lost = _self.Name;
        ForgetNameForAttempts();
        var open = new List<Task>();
        foreach (Peer peer in Peers.All)
        {
            if (peer.Name != giver && peer.Connection is { } connection)
            {
                connection.Channel.Close(NetKernelTerminated);
                open.Add(connection.Ended);
            }
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        _node.BecomeNameless();
        NodesLog.NameLost(_logger, lost, giver);
    }

    private void ForgetName()
    {
        ForgetNameForAttempts();
        _node.BecomeNameless();
    }

    private void ForgetNameForAttempts() => _self = _self with { Name = Name.Host, Creation = 0 };

    /// <summary>Closes a connection that was set up under a name which this node has lost meanwhile.</summary>
    private void CloseIfRenamed(Connection? connection, HandshakeSelf self)
    {
        if (!self.AsksForName && !ReferenceEquals(self, _self))
        {
            connection?.Channel.Close(NetKernelTerminated);
        }
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
