using Chan.Protocol.Framing;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>PARAMS: how the password is stretched.</summary>
/// <remarks><c>00 00 00 47 | 02 | 01 | 00 | nonce 32 | gateway id 16 | 01 | log2N | r | p | salt 16</c>.</remarks>
internal sealed record Params(byte[] GatewayId, KdfParameters Kdf, byte[] Salt) : HandshakeMessage
{
    public const int GatewayIdLength = 16;
    public const byte Mechanism = 0;
    private const byte ScryptCode = 1;
    private const int KdfOffset = 2 + Hello.NonceLength + GatewayIdLength;
    private const int SaltOffset = KdfOffset + 4;
    private const int Length = SaltOffset + VerifierSalt.Length;

    public static byte[] Encode(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> gatewayId, KdfParameters kdf, ReadOnlySpan<byte> salt)
    {
        byte[] frame = NewFrame(FrameType.Params, Length, out Span<byte> body);
        body[0] = Hello.Version;
        body[1] = Mechanism;
        nonce.CopyTo(body[2..]);
        gatewayId.CopyTo(body[(2 + Hello.NonceLength)..]);
        body[KdfOffset] = ScryptCode;
        body[KdfOffset + 1] = (byte)kdf.Log2N;
        body[KdfOffset + 2] = (byte)kdf.R;
        body[KdfOffset + 3] = (byte)kdf.P;
        salt.CopyTo(body[SaltOffset..]);
        return frame;
    }

    /// <summary>Everything that the client would have to compute with is judged here, before any computing.</summary>
    public static HandshakeMessage Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length != Length)
        {
            return Offence.WrongLength(FrameType.Params, body.Length, $"{Length}");
        }

        if (body[0] != Hello.Version || body[1] != Mechanism)
        {
            return new Offence($"PARAMS chose version {body[0]}, mechanism {body[1]}; only version 1 with mechanism 0 (SPAKE2+) was offered.");
        }

        if (body[KdfOffset] != ScryptCode)
        {
            return new Offence($"PARAMS names key derivation {body[KdfOffset]}; 1 (scrypt) is the only one.");
        }

        var kdf = new KdfParameters(body[KdfOffset + 1], body[KdfOffset + 2], body[KdfOffset + 3]);
        return kdf.IsAcceptable
            ? new Params(body.Slice(2 + Hello.NonceLength, GatewayIdLength).ToArray(), kdf, body[SaltOffset..].ToArray())
            : new Offence($"PARAMS asks for scrypt with {kdf}; accepted are ln 14 to 18, r 8, p 1 to 4, together at most 256 MiB.");
    }
}
