using System.Text;

namespace Chan.Protocol.Verifiers;

/// <summary>The identity that a password belongs to (idProver): the service, or the service, a slash and the client.</summary>
/// <remarks>Source: native protocol, section 4.</remarks>
public static class ProverIdentity
{
    private const char Separator = '/';

    /// <summary>The identity of a client of a service.</summary>
    /// <param name="service">A service name.</param>
    /// <param name="clientName">A client name, or empty for the service's own password.</param>
    /// <exception cref="ArgumentException">A name is outside the grammar.</exception>
    public static string Of(string service, string clientName = "")
    {
        if (!ServiceName.IsValid(service))
        {
            throw new ArgumentException("A service name is 1 to 64 of A-Z a-z 0-9 _ . -", nameof(service));
        }

        if (!ServiceName.IsValidClient(clientName))
        {
            throw new ArgumentException("A client name is empty, or 1 to 64 of A-Z a-z 0-9 _ . -", nameof(clientName));
        }

        return clientName.Length == 0 ? service : string.Concat(service, "/", clientName);
    }

    /// <summary>Whether a text is an identity: a service name, or two names joined by a slash.</summary>
    public static bool IsValid(string? identity)
    {
        int slash = identity?.IndexOf(Separator) ?? -1;
        return slash < 0
            ? ServiceName.IsValid(identity)
            : ServiceName.IsValid(identity![..slash]) && ServiceName.IsValid(identity[(slash + 1)..]);
    }

    internal static byte[] ToBytes(string identity) => Encoding.ASCII.GetBytes(identity);
}
