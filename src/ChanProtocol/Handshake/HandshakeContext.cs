using System.Security.Cryptography;
using Chan.Protocol.Spake2Plus;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Handshake;

/// <summary>What both sides bind the exchange to (native protocol, section 4).</summary>
internal static class HandshakeContext
{
    public const int SessionIdLength = 16;
    public const int BindingLength = SHA256.HashSizeInBytes;

    // "SHA-256 of the server certificate"; another kind of binding gets another number.
    private const byte CertificateBinding = 1;

    private static ReadOnlySpan<byte> Label => "chan/1 SPAKE2+-P256-SHA256-HKDF-SHA256-HMAC-SHA256"u8;

    private static ReadOnlySpan<byte> SessionIdInfo => "chan session id"u8;

    /// <summary>Context = len64LE(L) || L || 0x01 || B || SHA-256(HELLO frame || PARAMS frame).</summary>
    /// <param name="binding">B: SHA-256 of the server's certificate.</param>
    /// <param name="hello">The whole frame: a stripped offer of mechanisms shows here.</param>
    /// <param name="parameters">The whole frame.</param>
    public static byte[] Build(ReadOnlySpan<byte> binding, ReadOnlySpan<byte> hello, ReadOnlySpan<byte> parameters)
    {
        byte[] context = new byte[sizeof(ulong) + Label.Length + 1 + BindingLength + SHA256.HashSizeInBytes];
        Span<byte> rest = Transcript.AppendItem(context, Label);
        rest[0] = CertificateBinding;
        binding.CopyTo(rest[1..]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(hello);
        hash.AppendData(parameters);
        hash.GetHashAndReset(rest[(1 + BindingLength)..]);
        return context;
    }

    public static Spake2PlusIdentity Identity(byte[] context, string idProver, byte[] gatewayId)
        => new(context, ProverIdentity.ToBytes(idProver), gatewayId);

    /// <summary>Session id = HKDF-SHA256(K_shared, salt empty, "chan session id").</summary>
    public static byte[] SessionId(KeySchedule keys)
    {
        byte[] id = new byte[SessionIdLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.KShared, id, salt: [], SessionIdInfo);
        return id;
    }
}
