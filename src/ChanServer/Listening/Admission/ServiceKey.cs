using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Chan.Server.Listening.Admission;

/// <summary>SHA-256 of a service name: names are the peer's choice, so the table holds nothing of their length or content.</summary>
internal readonly record struct ServiceKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>The key of a name, known or not.</summary>
    public static ServiceKey Of(string service)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(Encoding.UTF8.GetBytes(service), MemoryMarshal.AsBytes(hash));
        return new(hash[0], hash[1], hash[2], hash[3]);
    }
}
