using Chan.Distribution.Net.Carriers;

namespace Chan.Distribution.Net.Nodes;

/// <summary>A node's listening sockets and its place in the port mapper.</summary>
internal sealed class SocketPresence(IReadOnlyList<SocketListener> listeners, IAsyncDisposable? registration, uint creation) : INodePresence
{
    public uint Creation { get; } = creation;

    public IReadOnlyList<INodeListener> Listeners => listeners;

    /// <summary>The name goes first, so that nobody is sent to a port that is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (registration is not null)
        {
            await registration.DisposeAsync().ConfigureAwait(false);
        }

        foreach (SocketListener listener in listeners)
        {
            listener.Close();
        }
    }
}
