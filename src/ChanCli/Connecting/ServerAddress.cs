using Chan.Client;

namespace Chan.Cli.Connecting;

/// <summary>What <c>--server</c> says: a gateway, perhaps with a scheme, a client name and a service.</summary>
internal sealed record ServerAddress(string Host, int Port, string Service, string ClientName, ChanScheme Scheme)
{
    // Stands in where the user named none; the address is then read like any other, by one parser.
    private const string NoService = "-";

    /// <exception cref="UsageException">Not an address; a password in it is never repeated.</exception>
    internal static ServerAddress Parse(string text)
    {
        string url = text.Contains("://", StringComparison.Ordinal) ? text : "chan://" + text;
        int slash = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        if (slash < 0 || slash == url.Length - 1)
        {
            url = url.TrimEnd('/') + "/" + NoService;
        }

        try
        {
            ChanEndpoint endpoint = ChanEndpoint.Parse(url);
            string service = endpoint.Service == NoService ? "" : endpoint.Service;
            return new ServerAddress(endpoint.Host, endpoint.Port, service, endpoint.ClientName, endpoint.Scheme);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--server: {e.Message}");
        }
    }
}
