using System.Buffers.Binary;

namespace Chan.Distribution.Net.Epmd.Messages;

/// <summary>A request to epmd, without the 16-bit length before it.</summary>
internal abstract record EpmdRequest
{
    private EpmdRequest()
    {
    }

    /// <summary>Register a node for as long as the connection stands.</summary>
    /// <param name="Node">Null if the entry cannot be used: the answer is an error then.</param>
    /// <param name="HighestVersion">Decides the form of the answer.</param>
    public sealed record Alive2(EpmdNode? Node, int HighestVersion) : EpmdRequest;

    /// <summary>Where is a node?</summary>
    public sealed record PortPlease2(string Name) : EpmdRequest;

    /// <summary>Which nodes are there?</summary>
    public sealed record Names : EpmdRequest;

    /// <summary>Everything in the table.</summary>
    public sealed record Dump : EpmdRequest;

    /// <summary>End.</summary>
    public sealed record Kill : EpmdRequest;

    /// <summary>Reads a request; null for one that epmd closes the connection on without an answer, a request to stop a node included.</summary>
    public static EpmdRequest? Read(ReadOnlySpan<byte> body) => body switch
    {
        [EpmdWire.Alive2Request, .. var entry] when entry.Length >= EpmdWire.EntryHeadLength + sizeof(ushort)
            => new Alive2(EpmdEntry.Read(entry), BinaryPrimitives.ReadUInt16BigEndian(entry[4..])),
        [EpmdWire.PortPlease2Request, .. var name] => new PortPlease2(NameAskedFor(name)),
        [EpmdWire.NamesRequest, ..] => new Names(),
        [EpmdWire.DumpRequest, ..] => new Dump(),
        [EpmdWire.KillRequest, ..] => new Kill(),
        _ => null,
    };

    /// <summary>Writes a request of a kind and its rest, with the length before it.</summary>
    public static byte[] Encode(byte kind, ReadOnlySpan<byte> rest = default)
    {
        byte[] packet = new byte[sizeof(ushort) + 1 + rest.Length];
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)(1 + rest.Length));
        packet[2] = kind;
        rest.CopyTo(packet.AsSpan(3));
        return packet;
    }

    // A name that is none is nobody's: the answer to it is the same as to any unknown one.
    private static string NameAskedFor(ReadOnlySpan<byte> bytes)
        => EpmdEntry.TryReadName(bytes is [.., 0] ? bytes[..^1] : bytes, out string name) ? name : "";
}
