using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chan.Terms;

namespace Chan.Cli.Output;

/// <summary>Writes terms as JSON, in the form that is easiest for scripts. One way only: JSON knows fewer kinds of values.</summary>
/// <remarks>
/// The mapping is described in docs/cli.md, "JSON". Atoms, UTF-8 binaries and printable character lists all become strings,
/// tuples and lists arrays; what JSON cannot express becomes an object with a telling key (<c>base64</c>, <c>list</c>/<c>tail</c>, <c>map</c>).
/// </remarks>
internal static class TermJson
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The limits on received terms bound the depth; the writer needs two levels for some of theirs.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 4096,
    };

    internal static string Write(ErlTerm term)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, term);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ErlTerm term)
    {
        switch (term)
        {
            case ErlAtom atom:
                WriteAtom(writer, atom);
                break;
            case ErlInteger integer:
                writer.WriteRawValue(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case ErlFloat(var value):
                WriteFloat(writer, value);
                break;
            case ErlBinary binary:
                WriteBinary(writer, binary);
                break;
            case ErlTuple tuple:
                WriteArray(writer, tuple);
                break;
            case ErlList list:
                WriteList(writer, list);
                break;
            case ErlMap map:
                WriteMap(writer, map);
                break;
            default:
                writer.WriteStringValue(term.ToString());
                break;
        }
    }

    private static void WriteAtom(Utf8JsonWriter writer, ErlAtom atom)
    {
        switch (atom.Name)
        {
            case "true":
                writer.WriteBooleanValue(true);
                break;
            case "false":
                writer.WriteBooleanValue(false);
                break;
            case "null" or "nil" or "undefined":
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(atom.Name);
                break;
        }
    }

    /// <summary>A float keeps its point, so that it can be told from an integer: 1.0, not 1.</summary>
    private static void WriteFloat(Utf8JsonWriter writer, double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static void WriteBinary(Utf8JsonWriter writer, ErlBinary binary)
    {
        if (TryGetUtf8(binary.Span) is { } text)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteBase64String("base64", binary.Span);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, ErlList list)
    {
        if (list.Count > 0 && list.IsProper && list.TryGetString(out string? text) && IsPrintable(text))
        {
            writer.WriteStringValue(text);
        }
        else if (list.IsProper)
        {
            WriteArray(writer, list);
        }
        else
        {
            writer.WriteStartObject();
            writer.WritePropertyName("list");
            WriteArray(writer, list);
            writer.WritePropertyName("tail");
            Write(writer, list.Tail);
            writer.WriteEndObject();
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, IReadOnlyList<ErlTerm> elements)
    {
        writer.WriteStartArray();
        for (int i = 0; i < elements.Count; i++)
        {
            Write(writer, elements[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>An object if every key has a text and no two keys have the same; else pairs.</summary>
    private static void WriteMap(Utf8JsonWriter writer, ErlMap map)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (map.All(pair => TryGetName(pair.Key) is { } name && names.Add(name)))
        {
            writer.WriteStartObject();
            foreach ((ErlTerm key, ErlTerm value) in map)
            {
                writer.WritePropertyName(TryGetName(key)!);
                Write(writer, value);
            }

            writer.WriteEndObject();
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartArray("map");
        foreach ((ErlTerm key, ErlTerm value) in map)
        {
            WriteArray(writer, [key, value]);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string? TryGetName(ErlTerm key) => key switch
    {
        ErlAtom atom => atom.Name,
        ErlInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        ErlBinary binary => TryGetUtf8(binary.Span),
        ErlList { IsProper: true, Count: > 0 } list when list.TryGetString(out string? text) && IsPrintable(text) => text,
        _ => null,
    };

    private static string? TryGetUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>As io_lib:printable_unicode_list/1: no control characters but white space.</summary>
    private static bool IsPrintable(string text)
        => text.All(static c => !char.IsControl(c) || c is '\n' or '\r' or '\t' or '\v' or '\b' or '\f' or '\u001b');
}
