namespace Chan.Server.Configuration;

/// <summary>Where the gateway keeps the certificate that it makes for itself.</summary>
public enum CertificateStorage
{
    /// <summary>In the state folder, made once: clients can pin it.</summary>
    Stored,

    /// <summary>In memory, made at every start: there is no key to steal at rest, and nothing that a client can pin.</summary>
    Ephemeral,
}
