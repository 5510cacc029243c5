namespace Chan.Client;

/// <summary>Which protocol a connection speaks.</summary>
public enum ChanScheme
{
    /// <summary>The native protocol, URL scheme <c>chan</c>: TLS 1.3, and a proof of the password that teaches an observer nothing.</summary>
    Native,

    /// <summary>
    /// lib_chan's own protocol, URL scheme <c>chan-classic</c>: clear text, MD5 challenge, one rpc at a time.
    /// Whoever sees the traffic can read it and test passwords against it offline.
    /// </summary>
    Classic,
}
