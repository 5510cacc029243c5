using System.Security.Cryptography;
using System.Text;
using Chan.Server.Configuration.Faults;

namespace Chan.Server.Configuration;

/// <summary>Sums up everything that one load of a configuration read, to tell whether a later load read the same.</summary>
/// <remarks>
/// HMAC-SHA-256 under a key that only this process has: passwords go in, and a plain hash of a short one could be searched for
/// wherever it turned up.
/// </remarks>
internal sealed class ConfigurationVersion
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly List<string> _parts = [];

    /// <summary>Adds the content of a file; keeps its keyed hash only.</summary>
    public void Add(ReadOnlySpan<byte> content) => _parts.Add(Convert.ToHexString(HMACSHA256.HashData(Key, content)));

    /// <summary>Adds what was found wrong, which depends on more than contents: on modes, owners, and files that are missing.</summary>
    public string Finish(IReadOnlyList<ConfigurationFault> faults)
    {
        string all = string.Join('\n', _parts.Concat(faults.Select(fault => fault.ToString())));
        return Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(all)));
    }
}
