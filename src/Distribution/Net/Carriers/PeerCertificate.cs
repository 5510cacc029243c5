namespace Chan.Distribution.Net.Carriers;

/// <summary>Whether a node that connects must prove itself with a certificate.</summary>
public enum PeerCertificate
{
    /// <summary>It must, and the certificate must come from one of the authorities (<c>verify_peer</c>, <c>fail_if_no_peer_cert</c>).</summary>
    Required,

    /// <summary>It is not asked for one: only the cookie stands between the network and the node.</summary>
    NotAsked,
}
