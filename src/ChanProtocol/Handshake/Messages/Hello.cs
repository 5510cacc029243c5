using System.Buffers.Binary;
using System.Text;
using Chan.Protocol.Framing;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>HELLO: who wants which service.</summary>
/// <remarks>
/// <c>00 00 00 30 | 01 | 01 | 00 01 | nonce 32 | 0A nameServer | 00</c>: version, mechanisms (bit 0: SPAKE2+), nonce, service, client name.
/// </remarks>
/// <param name="Mechanisms">Bits; those that are not known are ignored.</param>
/// <param name="Service">Within the grammar.</param>
/// <param name="ClientName">Within the grammar, or empty.</param>
internal sealed record Hello(ushort Mechanisms, string Service, string ClientName) : HandshakeMessage
{
    public const byte Version = 1;
    public const ushort Spake2PlusBit = 1;
    public const int NonceLength = 32;
    private const int FixedLength = 1 + sizeof(ushort) + NonceLength;

    public static byte[] Encode(ReadOnlySpan<byte> nonce, string service, string clientName)
    {
        byte[] frame = NewFrame(FrameType.Hello, FixedLength + 1 + service.Length + 1 + clientName.Length, out Span<byte> body);
        body[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(body[1..], Spake2PlusBit);
        nonce.CopyTo(body[3..]);
        body[FixedLength] = (byte)service.Length;
        Encoding.ASCII.GetBytes(service, body[(FixedLength + 1)..]);
        Span<byte> client = body[(FixedLength + 1 + service.Length)..];
        client[0] = (byte)clientName.Length;
        Encoding.ASCII.GetBytes(clientName, client[1..]);
        return frame;
    }

    public static HandshakeMessage Decode(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return Offence.WrongLength(FrameType.Hello, 0, "at least a version");
        }

        if (body[0] != Version)
        {
            // Another version may have another layout: nothing behind the version is looked at.
            return new UnsupportedHello($"HELLO has version {body[0]}; version {Version} is the only one.");
        }

        ReadOnlySpan<byte> names = body.Length > FixedLength ? body[FixedLength..] : [];
        if (!TryTakeName(ref names, out ReadOnlySpan<byte> service) || !TryTakeName(ref names, out ReadOnlySpan<byte> client) || !names.IsEmpty)
        {
            return Offence.WrongLength(FrameType.Hello, body.Length, $"{FixedLength} bytes and two names behind their lengths");
        }

        if (!ServiceName.IsValid(service) || (!client.IsEmpty && !ServiceName.IsValid(client)))
        {
            return new Offence("A name in HELLO is outside the grammar: 1 to 64 of A-Z a-z 0-9 _ . -");
        }

        ushort mechanisms = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        return (mechanisms & Spake2PlusBit) == 0
            ? new UnsupportedHello("HELLO does not offer SPAKE2+ (bit 0 of the mechanisms).")
            : new Hello(mechanisms, Encoding.ASCII.GetString(service), Encoding.ASCII.GetString(client));
    }

    private static bool TryTakeName(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name)
    {
        if (rest.IsEmpty || rest.Length - 1 < rest[0])
        {
            name = default;
            return false;
        }

        name = rest.Slice(1, rest[0]);
        rest = rest[(1 + name.Length)..];
        return true;
    }
}
