using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chan.Protocol.Verifiers;

namespace Chan.Client.Connecting;

/// <summary>Reads URLs of services. Own code: <see cref="Uri"/> accepts, decodes and lowers more than a service name allows.</summary>
internal static class EndpointParser
{
    internal const string NativeScheme = "chan";
    internal const string ClassicScheme = "chan-classic";

    private const string Form = "write chan://host:port/service, chan://client@host:port/service or chan-classic://host:port/service";

    /// <summary>Fault texts never repeat what stands before an '@': it may be a password.</summary>
    internal static bool TryParse(string url, [NotNullWhen(true)] out ChanEndpoint? endpoint, [NotNullWhen(false)] out string? fault)
    {
        endpoint = null;
        int schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
        {
            fault = $"The address has no scheme: {Form}.";
            return false;
        }

        if (ParseScheme(url[..schemeEnd]) is not { } scheme)
        {
            fault = $"The scheme is neither chan nor chan-classic: {Form}.";
            return false;
        }

        string rest = url[(schemeEnd + 3)..];
        string clientName = "";
        int at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            clientName = rest[..at];
            rest = rest[(at + 1)..];
            if (!TryCheckClient(clientName, scheme, out fault))
            {
                return false;
            }
        }

        int slash = rest.IndexOf('/');
        if (slash < 0)
        {
            fault = $"The address names no service: {Form}.";
            return false;
        }

        string service = rest[(slash + 1)..];
        if (!ServiceName.IsValid(service))
        {
            fault = "The service name must be 1 to 64 of A-Z a-z 0-9 _ . - and end the address (no query, no fragment, no further slash).";
            return false;
        }

        if (!TryParseHost(rest[..slash], out string? host, out int port, out fault))
        {
            return false;
        }

        endpoint = new ChanEndpoint(host, port, service, scheme) { ClientName = clientName };
        return true;
    }

    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>[v6]:port</c>; the port defaults to <see cref="ChanEndpoint.DefaultPort"/>.</summary>
    internal static bool TryParseHost(string text, [NotNullWhen(true)] out string? host, out int port, [NotNullWhen(false)] out string? fault)
    {
        port = ChanEndpoint.DefaultPort;
        fault = null;
        string portText;
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            host = close < 0 ? "" : text[1..close];
            portText = close < 0 ? "" : text[(close + 1)..];
            if (!IPAddress.TryParse(host, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            {
                host = null;
                fault = "Between [ and ] an IPv6 address must stand, as in chan://[::1]:12340/service.";
                return false;
            }
        }
        else
        {
            int colon = text.IndexOf(':');
            host = colon < 0 ? text : text[..colon];
            portText = colon < 0 ? "" : text[colon..];
            if (portText.LastIndexOf(':') > 0)
            {
                host = null;
                fault = "An IPv6 address must stand between [ and ], as in chan://[::1]:12340/service.";
                return false;
            }
        }

        if (!IsHost(host))
        {
            host = null;
            fault = $"The address names no valid host: {Form}.";
            return false;
        }

        if (portText.Length > 0 && !TryParsePort(portText, out port))
        {
            host = null;
            fault = "The port must be a number from 1 to 65535.";
            return false;
        }

        return true;
    }

    internal static ChanScheme? ParseScheme(string text) => text.ToLowerInvariant() switch
    {
        NativeScheme => ChanScheme.Native,
        ClassicScheme => ChanScheme.Classic,
        _ => null,
    };

    private static bool TryCheckClient(string clientName, ChanScheme scheme, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (clientName.Contains(':'))
        {
            fault = "A password does not belong in an address, where logs and process lists show it: "
                + "give it through ChanConnectionOptions.Password, or to the chan command with --password-file.";
        }
        else if (!ServiceName.IsValid(clientName))
        {
            fault = "The client name before '@' must be 1 to 64 of A-Z a-z 0-9 _ . -.";
        }
        else if (scheme == ChanScheme.Classic)
        {
            fault = "The classic protocol knows no client names: leave out what stands before '@'.";
        }

        return fault is null;
    }

    private static bool TryParsePort(string colonAndPort, out int port)
        => int.TryParse(colonAndPort.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && colonAndPort[0] == ':' && port is >= 1 and <= ushort.MaxValue;

    private static bool IsHost(string host)
        => host.Length is > 0 and <= 255
            && (IPAddress.TryParse(host, out _) || host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));
}
