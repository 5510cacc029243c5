using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Reads what Erlang takes for text: nested lists of code points and binaries.</summary>
internal static class CharData
{
    /// <summary>Reads text whose binaries are UTF-8.</summary>
    /// <returns>False for anything that is no text.</returns>
    public static bool TryReadUnicode(ErlTerm data, [NotNullWhen(true)] out string? text) => TryRead(data, new UnicodeReader(false), out text);

    /// <summary>Reads text as <c>~ts</c> does: binaries that are no UTF-8 are Latin-1.</summary>
    public static bool TryReadLenient(ErlTerm data, [NotNullWhen(true)] out string? text) => TryRead(data, new UnicodeReader(true), out text);

    /// <summary>Reads text of bytes, each a Latin-1 character.</summary>
    public static bool TryReadLatin1(ErlTerm data, [NotNullWhen(true)] out string? text) => TryRead(data, new Latin1Reader(), out text);

    /// <summary>The number of characters: outside Latin-1 what a reader sees as one counts as one, as in Erlang.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            return text.Length;
        }

        int length = 0;
        while (!text.IsEmpty)
        {
            text = text[StringInfo.GetNextTextElementLength(text)..];
            length++;
        }

        return length;
    }

    private static bool TryRead<TReader>(ErlTerm data, TReader reader, [NotNullWhen(true)] out string? text)
        where TReader : struct, IReader
    {
        var output = new StringBuilder();
        text = TryAppend(data, reader, output) ? output.ToString() : null;
        return text is not null;
    }

    private static bool TryAppend<TReader>(ErlTerm data, TReader reader, StringBuilder output)
        where TReader : struct, IReader
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (data)
        {
            case ErlBinary binary:
                return reader.TryAppend(binary.Span, output);
            case ErlList list:
                foreach (ErlTerm element in list)
                {
                    bool isRead = element is ErlInteger(var code) ? code is { } known && reader.TryAppend(known, output) : TryAppend(element, reader, output);
                    if (!isRead)
                    {
                        return false;
                    }
                }

                return list.IsProper || (list.Tail is ErlBinary && TryAppend(list.Tail, reader, output));
            default:
                return false;
        }
    }

    private interface IReader
    {
        bool TryAppend(ReadOnlySpan<byte> bytes, StringBuilder output);

        bool TryAppend(long code, StringBuilder output);
    }

    private readonly struct Latin1Reader : IReader
    {
        public bool TryAppend(ReadOnlySpan<byte> bytes, StringBuilder output)
        {
            output.Append(Encoding.Latin1.GetString(bytes));
            return true;
        }

        public bool TryAppend(long code, StringBuilder output)
        {
            output.Append((char)(code & 0xFF));
            return code is >= 0 and <= 255;
        }
    }

    private readonly struct UnicodeReader(bool isLenient) : IReader
    {
        public bool TryAppend(ReadOnlySpan<byte> bytes, StringBuilder output)
        {
            bool isUtf8 = Utf8.IsValid(bytes);
            if (isUtf8 || isLenient)
            {
                output.Append((isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes));
            }

            return isUtf8 || isLenient;
        }

        public bool TryAppend(long code, StringBuilder output)
        {
            if (code is < 0 or > 0x10FFFF || !Rune.TryCreate((int)code, out Rune rune))
            {
                return false;
            }

            output.Append(rune.ToString());
            return true;
        }
    }
}
