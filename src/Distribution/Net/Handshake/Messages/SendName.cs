using System.Buffers.Binary;
using System.Text;

namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>The initiator's first message: who it is. Protocol 2.3.</summary>
/// <param name="Flags">As sent; of the old form only the lower 32 bits are known.</param>
/// <param name="Creation">The incarnation; zero in the old form, where it comes with the complement.</param>
/// <param name="Name">The whole name, or the host alone of a node that asks for a name. Not checked here.</param>
/// <param name="IsOldForm">The form of OTP 22 and older, <c>n</c>, which OTP 23 and 24 use when they know nothing of the peer.</param>
internal readonly record struct SendName(DistributionFlags Flags, uint Creation, string Name, bool IsOldForm)
{
    private const byte Tag = (byte)'N';
    private const byte OldTag = (byte)'n';
    private const int OldVersion = 5;
    private const int HeadLength = 15;
    private const int OldHeadLength = 7;

    /// <summary>Reads either form; bytes after the name are ignored, as the protocol asks.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SendName message, out string fault)
    {
        message = default;
        if (body.IsEmpty || body[0] is not (Tag or OldTag))
        {
            fault = "the first message is not send_name ('N' or 'n')";
            return false;
        }

        return body[0] == Tag ? TryReadNew(body, out message, out fault) : TryReadOld(body, out message, out fault);
    }

    /// <summary>Writes the form of OTP 23 and newer.</summary>
    public byte[] Encode()
    {
        byte[] body = new byte[HeadLength + Name.Length];
        body[0] = Tag;
        BinaryPrimitives.WriteUInt64BigEndian(body.AsSpan(1), (ulong)Flags);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(9), Creation);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(13), (ushort)Name.Length);
        Encoding.Latin1.GetBytes(Name, body.AsSpan(HeadLength));
        return body;
    }

    private static bool TryReadNew(ReadOnlySpan<byte> body, out SendName message, out string fault)
    {
        message = default;
        if (body.Length < HeadLength || !HandshakeText.TryReadName(body[13..], out string name))
        {
            fault = "send_name ends before its name does";
            return false;
        }

        message = new(
            (DistributionFlags)BinaryPrimitives.ReadUInt64BigEndian(body[1..]), BinaryPrimitives.ReadUInt32BigEndian(body[9..]), name, IsOldForm: false);
        fault = "";
        return true;
    }

    private static bool TryReadOld(ReadOnlySpan<byte> body, out SendName message, out string fault)
    {
        message = default;
        if (body.Length < OldHeadLength)
        {
            fault = "send_name ends before its flags do";
            return false;
        }

        int version = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        if (version != OldVersion)
        {
            fault = $"send_name of the old form has version {version}; only {OldVersion} exists";
            return false;
        }

        message = new(
            (DistributionFlags)BinaryPrimitives.ReadUInt32BigEndian(body[3..]), Creation: 0, Encoding.Latin1.GetString(body[OldHeadLength..]), IsOldForm: true);
        fault = "";
        return true;
    }
}
