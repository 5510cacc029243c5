using System.Net;
using System.Net.Sockets;

namespace Chan.Distribution.Net.Names;

/// <summary>What this machine calls itself, for names written without a host.</summary>
internal static class LocalHostName
{
    /// <summary>The name for nodes of a family; for the long form the first one with a domain that the resolver knows.</summary>
    /// <returns>For the long form the plain host name if no full one is known: <see cref="NodeName.ForThisNode"/> then says so.</returns>
    public static async ValueTask<string> GetAsync(NodeNameForm form, CancellationToken cancellationToken)
    {
        string plain = Dns.GetHostName();
        if (form == NodeNameForm.Short || plain.Contains('.', StringComparison.Ordinal))
        {
            return plain;
        }

        try
        {
            IPHostEntry entry = await Dns.GetHostEntryAsync(plain, cancellationToken).ConfigureAwait(false);
            return entry.Aliases.Prepend(entry.HostName).FirstOrDefault(name => name.Contains('.', StringComparison.Ordinal)) ?? plain;
        }
        catch (SocketException)
        {
            return plain;
        }
    }
}
