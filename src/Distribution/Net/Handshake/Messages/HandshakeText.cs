using System.Buffers.Binary;
using System.Text;

namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>What the handshake's messages have in common.</summary>
internal static class HandshakeText
{
    /// <summary>The longest body that is looked at, in bytes; the longest legal one is below 300 (security notes 5.1).</summary>
    public const int MaxBodyLength = 1024;

    /// <summary>Reads a name after its 16-bit length; what follows it is ignored.</summary>
    public static bool TryReadName(ReadOnlySpan<byte> bytes, out string name)
    {
        name = "";
        if (bytes.Length < sizeof(ushort))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length - sizeof(ushort) < length)
        {
            return false;
        }

        name = Encoding.Latin1.GetString(bytes.Slice(sizeof(ushort), length));
        return true;
    }

    /// <summary>How a message that nobody expected is named in a text.</summary>
    public static string Describe(ReadOnlySpan<byte> body)
        => body.IsEmpty ? "an empty message" : $"a message of {body.Length} bytes that begins with 0x{body[0]:x2}";
}
