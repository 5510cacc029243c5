using System.Buffers.Binary;
using System.IO.Compression;

namespace Chan.Terms.External;

/// <content>Compressed terms: 131, 80, the size of the inflated term in 32 bits, a zlib stream.</content>
public static partial class TermDecoder
{
    private const int CompressedHeader = 6;

    /// <summary>Bounds what a few bytes can inflate to (deflate reaches 1032).</summary>
    private const int MaxRatio = 100;

    private static ErlTerm DecodeCompressed(ReadOnlySpan<byte> input, TermLimits limits, bool wholeInput, out int consumed)
    {
        if (!limits.AllowCompressed)
        {
            throw new TermDecodeException(TermRule.NotAllowed, 1, "A compressed term is not accepted here.");
        }

        if (input.Length < CompressedHeader)
        {
            throw new TermDecodeException(TermRule.Truncated, input.Length, "The input ends in the head of a compressed term.");
        }

        uint size = BinaryPrimitives.ReadUInt32BigEndian(input[2..]);
        ReadOnlySpan<byte> deflated = input[CompressedHeader..];
        if (size > (long)deflated.Length * MaxRatio)
        {
            throw new TermDecodeException(
                TermRule.Compression, 2, $"{deflated.Length} bytes that inflate to {size} exceed the ratio of {MaxRatio}.");
        }

        if (size > limits.MaxDecodedSize || size > Array.MaxLength)
        {
            throw new TermDecodeException(TermRule.Budget, 2, $"A term of {size} bytes exceeds the limit of {limits.MaxDecodedSize}.");
        }

        byte[] inflated = Inflate(deflated, (int)size, wholeInput, out int used);
        consumed = CompressedHeader + used;
        var reader = new TermReader(inflated, 0, limits, [], null, inflated);
        ErlTerm term = reader.Read();
        CheckNoTrailingBytes(inflated, reader.Position);
        return term;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> deflated, int size, bool wholeInput, out int used)
    {
        byte[] source = deflated.ToArray();
        byte[] inflated = InflateFrom(new MeteredStream(source, source.Length), size);
        // The stream ends with the checksum of its content. If that is where the input ends, all of it was used; otherwise the exact
        // end is found by feeding single bytes.
        used = source.Length;
        bool endsHere = source.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(source.AsSpan(source.Length - 4)) == Adler32(inflated);
        if (!endsHere || !wholeInput)
        {
            var metered = new MeteredStream(source, 1);
            InflateFrom(metered, size);
            used = metered.Used;
        }

        return inflated;
    }

    private static byte[] InflateFrom(MeteredStream source, int size)
    {
        try
        {
            using var zlib = new ZLibStream(source, CompressionMode.Decompress);
            byte[] inflated = new byte[size];
            int length = zlib.ReadAtLeast(inflated, size, throwOnEndOfStream: false);
            return length == size && zlib.ReadByte() < 0
                ? inflated
                : throw new TermDecodeException(TermRule.Compression, 2, $"The compressed term does not inflate to {size} bytes.");
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new TermDecodeException(TermRule.Compression, CompressedHeader, "The zlib stream is damaged.", broken);
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        uint low = 1;
        uint high = 0;
        foreach (byte b in bytes)
        {
            low = (low + b) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }
}
