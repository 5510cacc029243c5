using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Handshake;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>A connection that came up: its channel, and what is known of its peer.</summary>
internal sealed class Connection(ErlAtom node, HandshakePeer peer, CarrierConnection carrier, Channel channel)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _roundTripTicks = -1;

    public ErlAtom Node { get; } = node;

    public HandshakePeer Peer { get; } = peer;

    public CarrierConnection Carrier { get; } = carrier;

    public Channel Channel { get; } = channel;

    public required long Id { get; init; }

    /// <summary>When it came up, as a timestamp of the node's clock.</summary>
    public required long Since { get; init; }

    /// <summary>Completes when everybody who had to do with the connection has been told of its end.</summary>
    public Task Ended => _ended.Task;

    public NodeVisibility Visibility => Peer.IsHidden ? NodeVisibility.Hidden : NodeVisibility.Visible;

    /// <summary>Round trip of the last ping; null before the first.</summary>
    public TimeSpan? RoundTrip
    {
        get => Volatile.Read(ref _roundTripTicks) is var ticks and >= 0 ? TimeSpan.FromTicks(ticks) : null;
        set => Volatile.Write(ref _roundTripTicks, value?.Ticks ?? -1);
    }

    /// <summary>Everybody has been told.</summary>
    public void NoteEnded() => _ended.TrySetResult();
}
