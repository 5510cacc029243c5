using Chan.Client.Connecting;

namespace Chan.Client;

/// <summary>One service at one gateway: what a <c>chan://</c> URL says.</summary>
/// <param name="Host">A host name, an IPv4 address or an IPv6 address without brackets.</param>
/// <param name="Port">TCP port, 1 to 65,535.</param>
/// <param name="Service">Name of the service, 1 to 64 of <c>A-Z a-z 0-9 _ . -</c>.</param>
/// <param name="Scheme">The protocol to speak.</param>
/// <remarks>An endpoint never holds a password: a URL that carries one is refused, because URLs end up in logs and process lists.</remarks>
public sealed record ChanEndpoint(string Host, int Port, string Service, ChanScheme Scheme = ChanScheme.Native)
{
    /// <summary>The port of a URL that names none: 12340, as in the name server example of lib_chan.</summary>
    public const int DefaultPort = 12340;

    /// <summary>Name of the client whose password is used; empty for the service's own password (lib_chan's only case).</summary>
    public string ClientName { get; init; } = "";

    /// <summary>Reads <c>chan://[client@]host[:port]/service</c> or <c>chan-classic://host[:port]/service</c>.</summary>
    /// <exception cref="FormatException">The text is not such a URL; the message says which part and what would be right, never a password.</exception>
    public static ChanEndpoint Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return EndpointParser.TryParse(url, out ChanEndpoint? endpoint, out string? fault) ? endpoint : throw new FormatException(fault);
    }

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    /// <param name="url">The text to read.</param>
    /// <param name="endpoint">The endpoint, when the text is a URL of one.</param>
    public static bool TryParse(string url, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ChanEndpoint? endpoint)
    {
        ArgumentNullException.ThrowIfNull(url);
        return EndpointParser.TryParse(url, out endpoint, out _);
    }

    /// <summary>The URL; <see cref="Parse"/> reads it back.</summary>
    public override string ToString()
    {
        string scheme = Scheme == ChanScheme.Classic ? EndpointParser.ClassicScheme : EndpointParser.NativeScheme;
        string client = ClientName.Length == 0 ? "" : ClientName + "@";
        string host = Host.Contains(':') ? $"[{Host}]" : Host;
        return $"{scheme}://{client}{host}:{Port}/{Service}";
    }
}
