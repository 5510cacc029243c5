using System.Buffers.Binary;
using System.IO.Compression;

namespace Chan.Terms.External;

/// <content>Compressed terms.</content>
public static partial class TermEncoder
{
    /// <summary>131, 80, the size without 131 in 32 bits, zlib stream; or the plain form if that is not longer.</summary>
    private static byte[] Compress(byte[] plain, int level)
    {
        using var output = new MemoryStream();
        Span<byte> head = [TermTag.Version, TermTag.Compressed, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(head[2..], (uint)(plain.Length - 1));
        output.Write(head);
        using (var zlib = new ZLibStream(output, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            zlib.Write(plain.AsSpan(1));
        }

        return output.Length < plain.Length ? output.ToArray() : plain;
    }
}
