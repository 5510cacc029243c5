using System.Buffers.Binary;
using System.Text;

namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>The acceptor says who it is and asks for a proof of the cookie. Protocol 2.3.</summary>
/// <param name="Flags">As sent.</param>
/// <param name="Number">What the proof must be about.</param>
/// <param name="Creation">The acceptor's incarnation.</param>
/// <param name="Name">The acceptor's whole name; not checked here.</param>
internal readonly record struct Challenge(DistributionFlags Flags, uint Number, uint Creation, string Name)
{
    private const byte Tag = (byte)'N';
    private const byte OldTag = (byte)'n';
    private const int HeadLength = 19;

    /// <summary>Reads it; bytes after the name are ignored.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out Challenge message, out string fault)
    {
        message = default;
        if (body.IsEmpty || body[0] != Tag)
        {
            fault = !body.IsEmpty && body[0] == OldTag
                ? "the peer answers with a challenge of the old form, as only OTP 22 and older do; OTP 25 or newer is needed"
                : $"a challenge ('N') was due, and {HandshakeText.Describe(body)} came";
            return false;
        }

        if (body.Length < HeadLength || !HandshakeText.TryReadName(body[17..], out string name))
        {
            fault = "the challenge ends before its name does";
            return false;
        }

        message = new(
            (DistributionFlags)BinaryPrimitives.ReadUInt64BigEndian(body[1..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[9..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[13..]),
            name);
        fault = "";
        return true;
    }

    /// <summary>Writes it.</summary>
    public byte[] Encode()
    {
        byte[] body = new byte[HeadLength + Name.Length];
        body[0] = Tag;
        BinaryPrimitives.WriteUInt64BigEndian(body.AsSpan(1), (ulong)Flags);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(9), Number);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(13), Creation);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(17), (ushort)Name.Length);
        Encoding.Latin1.GetBytes(Name, body.AsSpan(HeadLength));
        return body;
    }
}
