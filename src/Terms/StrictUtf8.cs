using System.Text;
using System.Text.Unicode;

namespace Chan.Terms;

/// <summary>UTF-8 that refuses what Unicode does not define, instead of replacing it.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes text as UTF-8; false when it holds half a surrogate pair.</summary>
    public static bool TryGetBytes(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        System.Buffers.OperationStatus status = Utf8.FromUtf16(text, destination, out _, out written, replaceInvalidSequences: false);
        return status == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Reads UTF-8; null when it is malformed.</summary>
    public static string? GetString(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Encoding.GetString(utf8) : null;
}
