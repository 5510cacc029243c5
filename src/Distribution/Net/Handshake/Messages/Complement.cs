using System.Buffers.Binary;

namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>What the old form of a name leaves out, once the initiator knows that the acceptor understands it. Protocol 2.3.</summary>
/// <param name="HighFlags">The upper half of the flags, in place.</param>
/// <param name="Creation">The initiator's incarnation.</param>
internal readonly record struct Complement(DistributionFlags HighFlags, uint Creation)
{
    private const byte Tag = (byte)'c';
    private const int Length = 9;

    /// <summary>Reads it; bytes after it are ignored.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out Complement message, out string fault)
    {
        message = default;
        if (body.Length < Length || body[0] != Tag)
        {
            fault = $"a complement ('c') of {Length} bytes was due, and {HandshakeText.Describe(body)} came";
            return false;
        }

        message = new((DistributionFlags)((ulong)BinaryPrimitives.ReadUInt32BigEndian(body[1..]) << 32), BinaryPrimitives.ReadUInt32BigEndian(body[5..]));
        fault = "";
        return true;
    }
}
