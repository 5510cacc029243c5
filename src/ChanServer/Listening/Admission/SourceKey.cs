using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Chan.Server.Listening.Admission;

/// <summary>Who is charged for what a connection does: one IPv4 address, or one IPv6 /64 (what one subscriber is given).</summary>
internal readonly record struct SourceKey
{
    private readonly ulong _prefix;

    private SourceKey(ulong prefix, bool isIPv4)
    {
        _prefix = prefix;
        IsIPv4 = isIPv4;
    }

    /// <summary>Whether the source is an IPv4 address; the two families have tables of their own.</summary>
    public bool IsIPv4 { get; }

    /// <summary>The source of an address; an IPv4 address mapped into IPv6 counts as IPv4.</summary>
    public static SourceKey Of(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), isIPv4: true)
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes), isIPv4: false);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SourceKey source)
    {
        const string Network = "/64";
        ReadOnlySpan<char> address = text.EndsWith(Network, StringComparison.Ordinal) ? text[..^Network.Length] : text;
        if (!IPAddress.TryParse(address, out IPAddress? parsed))
        {
            source = default;
            return false;
        }

        source = Of(parsed);
        return true;
    }

    /// <summary>The address; of an IPv6 source the first address of its network.</summary>
    public IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_prefix);
            return new(bytes[..sizeof(uint)]);
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, _prefix);
        return new(bytes);
    }

    /// <summary>The address, or the network with its length: <c>192.0.2.1</c>, <c>2001:db8::/64</c>.</summary>
    public override string ToString() => IsIPv4 ? ToAddress().ToString() : $"{ToAddress()}/64";
}
