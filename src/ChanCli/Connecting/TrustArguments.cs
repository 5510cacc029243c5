using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Tls;

namespace Chan.Cli.Connecting;

/// <summary>The options that say which certificate of a gateway is accepted.</summary>
internal sealed class TrustArguments
{
    private readonly Option<string?> _pin = new("--pin")
    {
        HelpName = "SHA256",
        Description = "Accept only the certificate with this SHA-256.",
    };

    private readonly Option<string?> _authority = new("--ca")
    {
        HelpName = "FILE",
        Description = "Accept only certificates for the host by an authority in this PEM file.",
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(_pin);
        command.Options.Add(_authority);
    }

    internal ServerTrust Read(ParseResult arguments)
    {
        string? pin = arguments.GetValue(_pin);
        string? authority = arguments.GetValue(_authority);
        if (pin is not null && authority is not null)
        {
            throw new UsageException("--pin and --ca are two ways to trust a certificate: give one of them.");
        }

        return pin is not null ? ReadPin(pin) : authority is not null ? ReadAuthorities(authority) : ServerTrust.ByPassword;
    }

    private static ServerTrust.Pin ReadPin(string text)
    {
        string digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? new ServerTrust.Pin(Convert.FromHexString(digits))
            : throw new UsageException(
                $"--pin: a SHA-256 has {2 * SHA256.HashSizeInBytes} hexadecimal digits (colons may stand between them); 'chan ping' prints the gateway's.");
    }

    private static ServerTrust.Authority ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"--ca: {file} cannot be read as certificates in PEM: {e.Message}");
        }

        return authorities.Count > 0
            ? new ServerTrust.Authority(authorities)
            : throw new UsageException($"--ca: {file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).");
    }
}
