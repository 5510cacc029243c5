using Chan.Distribution.Net.Channels;

namespace Chan.Distribution.Net.Nodes;

/// <summary>A signal on its way to a connection that may not be up yet.</summary>
internal readonly struct QueuedSignal
{
    private readonly Action<Channel>? _hand;
    private readonly Func<Channel, ValueTask>? _send;

    /// <summary>A message.</summary>
    public QueuedSignal(Func<Channel, ValueTask> send) => _send = send;

    /// <summary>Any other signal.</summary>
    /// <param name="hand">Hands it to the connection.</param>
    /// <param name="fail">Answers it when there is no connection, unless it has been answered already; null for what is lost silently.</param>
    public QueuedSignal(Action<Channel> hand, Action? fail = null)
    {
        _hand = hand;
        Fail = fail;
    }

    public Action? Fail { get; }

    /// <summary>Hands it to the connection.</summary>
    /// <returns>Not complete when the connection is busy.</returns>
    public ValueTask Deliver(Channel channel)
    {
        if (_send is not null)
        {
            return _send(channel);
        }

        _hand?.Invoke(channel);
        return ValueTask.CompletedTask;
    }
}
