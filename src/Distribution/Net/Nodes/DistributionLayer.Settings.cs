using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Cookies;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <content>What can be asked of and changed on a node that is alive.</content>
internal sealed partial class DistributionLayer
{
    private readonly Lock _settingsLock = new();

    /// <summary>The nodes that a host knows.</summary>
    /// <exception cref="IOException">The host cannot be asked.</exception>
    public async Task<IReadOnlyList<RegisteredNode>> NamesAsync(string? host, CancellationToken cancellationToken)
    {
        try
        {
            return await _network.NamesAsync(host ?? Name.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (CarrierException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>The nodes that may connect and be connected to, as <c>name@host</c>, <c>host</c> or <c>name@</c>; empty for all.</summary>
    public IReadOnlyList<string> Allowed => _allowed;

    /// <summary>Adds to the nodes that may connect; connections that are up stay.</summary>
    public void Allow(IEnumerable<string> names)
    {
        lock (_settingsLock)
        {
            _allowed = [.. _allowed.Union(names, StringComparer.Ordinal)];
        }
    }

    /// <summary>Sets the cookie for one peer, or for all without one of their own.</summary>
    public void SetCookie(string peer, Cookie cookie)
    {
        WarnOf(cookie, peer);
        if (peer == _self.Name)
        {
            _cookies.Own = cookie;
        }
        else
        {
            _cookies.Set(peer, cookie);
        }
    }

    /// <summary>A ping over the present connection took so long.</summary>
    public void NoteRoundTrip(ErlAtom name, TimeSpan time)
    {
        if (Peers.Find(name)?.Connection is { } connection)
        {
            connection.RoundTrip = time;
        }
    }

    /// <summary>Says what the owner should know of a cookie that he has chosen; never the cookie.</summary>
    private void WarnOf(Cookie cookie, string whose)
    {
        if (cookie.Warning is { } warning)
        {
            NodesLog.CookieWarning(_logger, whose, warning);
        }
        else if (cookie.Weakness is { } weakness)
        {
            NodesLog.CookieWarning(_logger, whose, $"Somebody could guess it: {weakness}. Replace it by a random one of 32 bytes.");
        }
    }

    /// <summary>The figures of a connection.</summary>
    public ConnectionStatistics? StatisticsOf(ErlAtom name)
    {
        if (Peers.Find(name)?.Connection is not { } connection)
        {
            return null;
        }

        ChannelStatistics channel = connection.Channel.Statistics;
        TimeProvider time = _node.TimeProvider;
        return new ConnectionStatistics
        {
            Node = connection.Node,
            Creation = connection.Peer.Creation,
            Visibility = connection.Visibility,
            ConnectionId = connection.Id,
            Remote = connection.Carrier.Remote,
            Age = time.GetElapsedTime(connection.Since),
            BytesIn = channel.BytesReceived,
            BytesOut = channel.BytesSent,
            PacketsIn = channel.PacketsReceived,
            PacketsOut = channel.PacketsSent,
            BytesQueued = channel.QueuedBytes,
            SinceLastReceived = time.GetElapsedTime(channel.LastReceived),
            SinceLastSent = time.GetElapsedTime(channel.LastSent),
            RoundTrip = connection.RoundTrip,
        };
    }
}
