using Chan.Protocol.Verifiers;

namespace Chan.Server.Configuration;

/// <summary>What a client of a service is checked against. Printing one never shows it.</summary>
public abstract record Credential
{
    private Credential()
    {
    }

    /// <summary>Always the kind only.</summary>
    public sealed override string ToString() => $"{GetType().Name} ***";

    /// <summary>A verifier record: the gateway does not know the password. Native ports only.</summary>
    /// <param name="Record">Bound to the service, or to the service and client, that holds this credential.</param>
    public sealed record Verifier(VerifierRecord Record) : Credential;

    /// <summary>The password itself, for native and classic ports.</summary>
    /// <param name="Value">The password; disposed by nobody while the configuration is in use.</param>
    /// <param name="Source">Where it was found.</param>
    public sealed record Password(ChanPassword Value, CredentialSource Source) : Credential;

    /// <summary>No password at all: everybody may use the service. Classic ports only; native ones treat it as unknown.</summary>
    public sealed record None : Credential;
}
