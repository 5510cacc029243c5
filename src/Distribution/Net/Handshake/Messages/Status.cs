using System.Buffers.Binary;
using System.Text;

namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>The acceptor's answer to a name, and the initiator's to <c>alive</c>: a word. Protocol 2.3, 2.4.</summary>
internal static class Status
{
    public const string Ok = "ok";
    public const string OkSimultaneous = "ok_simultaneous";
    public const string Nok = "nok";
    public const string NotAllowed = "not_allowed";
    public const string Alive = "alive";
    public const string True = "true";
    public const string False = "false";

    private const byte Tag = (byte)'s';

    private static ReadOnlySpan<byte> NamedWord => "named:"u8;

    /// <summary>Writes a status of one word.</summary>
    public static byte[] Encode(string word) => [Tag, .. Encoding.ASCII.GetBytes(word)];

    /// <summary>Writes <c>named:</c>, which gives a node the name that it asked for.</summary>
    public static byte[] EncodeNamed(string name, uint creation)
    {
        byte[] body = new byte[1 + NamedWord.Length + sizeof(ushort) + name.Length + sizeof(uint)];
        Span<byte> rest = body.AsSpan(1);
        body[0] = Tag;
        NamedWord.CopyTo(rest);
        rest = rest[NamedWord.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)name.Length);
        Encoding.Latin1.GetBytes(name, rest[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt32BigEndian(rest[(sizeof(ushort) + name.Length)..], creation);
        return body;
    }

    /// <summary>Reads a status of one word, which need not be a known one.</summary>
    public static bool TryReadWord(ReadOnlySpan<byte> body, out string word)
    {
        bool isStatus = !body.IsEmpty && body[0] == Tag;
        word = isStatus ? Encoding.Latin1.GetString(body[1..]) : "";
        return isStatus;
    }

    /// <summary>Reads <c>named:</c>; bytes after the creation are ignored.</summary>
    public static bool TryReadNamed(ReadOnlySpan<byte> body, out string name, out uint creation)
    {
        name = "";
        creation = 0;
        if (body.IsEmpty || body[0] != Tag || !body[1..].StartsWith(NamedWord))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = body[(1 + NamedWord.Length)..];
        if (!HandshakeText.TryReadName(rest, out name) || rest.Length < sizeof(ushort) + name.Length + sizeof(uint))
        {
            return false;
        }

        creation = BinaryPrimitives.ReadUInt32BigEndian(rest[(sizeof(ushort) + name.Length)..]);
        return true;
    }
}
