using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chan.Protocol.Tls;

/// <summary>What a client asks of the server's certificate, beside the password that is bound to it.</summary>
/// <remarks>Source: design notes, 3.3.</remarks>
public abstract record ServerTrust
{
    private ServerTrust()
    {
    }

    /// <summary>Any certificate: the password exchange is bound to it, so another's certificate fails there. The default.</summary>
    public static ServerTrust ByPassword { get; } = new Password();

    /// <summary>Any certificate.</summary>
    public sealed record Password : ServerTrust;

    /// <summary>One certificate.</summary>
    public sealed record Pin : ServerTrust
    {
        /// <summary>Names the certificate.</summary>
        /// <param name="sha256">SHA-256 over its DER, 32 bytes: <see cref="ChanTls.HashOf"/>.</param>
        /// <exception cref="ArgumentException">Another length.</exception>
        public Pin(ReadOnlyMemory<byte> sha256)
        {
            if (sha256.Length != SHA256.HashSizeInBytes)
            {
                throw new ArgumentException($"A pin is a SHA-256 of {SHA256.HashSizeInBytes} bytes, not {sha256.Length}.", nameof(sha256));
            }

            Sha256 = sha256.ToArray();
        }

        /// <summary>SHA-256 over the DER.</summary>
        public ReadOnlyMemory<byte> Sha256 { get; }
    }

    /// <summary>A certificate for the host's name from an authority.</summary>
    /// <param name="Roots">The authorities; <see langword="null"/> for those of the system.</param>
    public sealed record Authority(X509Certificate2Collection? Roots) : ServerTrust;
}
