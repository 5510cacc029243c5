using System.Collections.Concurrent;

namespace Chan.Distribution.Net.Cookies;

/// <summary>The cookies of one node: its own, which holds for every peer that has none set for it. Thread-safe. Protocol 8.1.</summary>
/// <param name="own">The node's own cookie.</param>
internal sealed class CookieStore(Cookie own)
{
    private readonly ConcurrentDictionary<string, Cookie> _peers = new(StringComparer.Ordinal);
    private volatile Cookie _own = own;

    /// <summary>The node's own cookie, as <c>get_cookie()</c> gives it.</summary>
    public Cookie Own
    {
        get => _own;
        set => _own = value;
    }

    /// <summary>The cookie to prove to a peer, and to ask of it: one value for both directions.</summary>
    public Cookie Get(string peerName) => _peers.TryGetValue(peerName, out Cookie? cookie) ? cookie : _own;

    /// <summary>Sets the cookie for one peer; handshakes already begun keep the one they had.</summary>
    public void Set(string peerName, Cookie cookie) => _peers[peerName] = cookie;
}
