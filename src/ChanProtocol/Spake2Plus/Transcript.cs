using System.Buffers.Binary;

namespace Chan.Protocol.Spake2Plus;

/// <summary>The protocol transcript TT of RFC 9383, section 3.3: every item behind its length in 8 bytes, little-endian.</summary>
internal static class Transcript
{
    /// <summary>
    /// TT = Context || idProver || idVerifier || M || N || shareP || shareV || Z || V || w0, each item length-prefixed.
    /// Holds secrets (Z, V, w0): the caller erases it.
    /// </summary>
    public static byte[] Build(
        ReadOnlySpan<byte> context,
        ReadOnlySpan<byte> idProver,
        ReadOnlySpan<byte> idVerifier,
        ReadOnlySpan<byte> shareP,
        ReadOnlySpan<byte> shareV,
        ReadOnlySpan<byte> z,
        ReadOnlySpan<byte> v,
        ReadOnlySpan<byte> w0)
    {
        const int Items = 10;
        int length = (Items * sizeof(ulong)) + context.Length + idProver.Length + idVerifier.Length
            + Spake2PlusConstants.EncodedM.Length + Spake2PlusConstants.EncodedN.Length
            + shareP.Length + shareV.Length + z.Length + v.Length + w0.Length;
        byte[] transcript = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        Span<byte> rest = transcript;
        rest = AppendItem(rest, context);
        rest = AppendItem(rest, idProver);
        rest = AppendItem(rest, idVerifier);
        rest = AppendItem(rest, Spake2PlusConstants.EncodedM);
        rest = AppendItem(rest, Spake2PlusConstants.EncodedN);
        rest = AppendItem(rest, shareP);
        rest = AppendItem(rest, shareV);
        rest = AppendItem(rest, z);
        rest = AppendItem(rest, v);
        AppendItem(rest, w0);
        return transcript;
    }

    /// <summary>Writes one item behind its length and returns what is left of the destination.</summary>
    public static Span<byte> AppendItem(Span<byte> destination, ReadOnlySpan<byte> item)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, (ulong)item.Length);
        item.CopyTo(destination[sizeof(ulong)..]);
        return destination[(sizeof(ulong) + item.Length)..];
    }
}
