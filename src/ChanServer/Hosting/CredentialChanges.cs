using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;

namespace Chan.Server.Hosting;

/// <summary>Tells whose credentials differ between two configurations: event 1401.</summary>
internal static class CredentialChanges
{
    /// <summary>Names of services, and of clients as <c>service/client</c>, whose credential came, went or is another one now.</summary>
    public static IReadOnlyList<string> Between(GatewayConfiguration before, GatewayConfiguration after)
    {
        Dictionary<string, Credential> old = CredentialsOf(before);
        Dictionary<string, Credential> young = CredentialsOf(after);
        return [.. old.Keys.Union(young.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => !IsSame(old.GetValueOrDefault(name), young.GetValueOrDefault(name)))];
    }

    /// <summary>Erases the passwords of a configuration that nothing uses.</summary>
    public static void Erase(GatewayConfiguration unused)
    {
        foreach (Credential.Password password in CredentialsOf(unused).Values.OfType<Credential.Password>())
        {
            password.Value.Dispose();
        }
    }

    private static Dictionary<string, Credential> CredentialsOf(GatewayConfiguration configuration)
    {
        Dictionary<string, Credential> all = new(StringComparer.Ordinal);
        foreach (ServiceConfiguration service in configuration.Services)
        {
            if (service.Password is { } own)
            {
                all[ProverIdentity.Of(service.Name)] = own;
            }

            foreach ((string client, Credential credential) in service.Clients)
            {
                all[ProverIdentity.Of(service.Name, client)] = credential;
            }
        }

        return all;
    }

    private static bool IsSame(Credential? left, Credential? right) => (left, right) switch
    {
        (Credential.Password one, Credential.Password other) => one.Value.IsSameAs(other.Value),
        (Credential.Verifier one, Credential.Verifier other) => one.Record.Format() == other.Record.Format(),
        (Credential.None, Credential.None) => true,
        _ => false,
    };
}
