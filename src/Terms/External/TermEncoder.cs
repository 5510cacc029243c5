using System.Buffers;

namespace Chan.Terms.External;

/// <summary>Encodes terms in the external term format, byte for byte as Erlang does.</summary>
/// <remarks>
/// Two freedoms of the format: pairs of a map are written in key order (Erlang: hash order above 32 pairs), and compressed terms
/// need not have the same bytes as zlib of another version gives. Thread-safe; any nesting is encoded without recursion.
/// </remarks>
public static partial class TermEncoder
{
    /// <summary>Appends 131 and the term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void Encode(ErlTerm term, IBufferWriter<byte> output) => Encode(term, output, TermEncoderOptions.Default);

    /// <summary>Appends 131 and the term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="options">Form of atoms, compression.</param>
    public static void Encode(ErlTerm term, IBufferWriter<byte> output, TermEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        if (options.CompressionLevel > 0)
        {
            output.Write(Encode(term, options));
            return;
        }

        var writer = new TermWriter(output, options.AtomEncoding);
        writer.WriteByte(TermTag.Version);
        TermBody.Write(ref writer, term);
        writer.Complete();
    }

    /// <summary>Encodes 131 and the term into a new array.</summary>
    /// <param name="term">The term.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Encode(ErlTerm term) => Encode(term, TermEncoderOptions.Default);

    /// <summary>Encodes 131 and the term into a new array.</summary>
    /// <param name="term">The term.</param>
    /// <param name="options">Form of atoms, compression.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Encode(ErlTerm term, TermEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(options);
        if (term is ErlBinary binary && options.CompressionLevel == 0)
        {
            return TermBody.EncodeBinary(binary);
        }

        var writer = new TermWriter(options.AtomEncoding);
        writer.WriteByte(TermTag.Version);
        TermBody.Write(ref writer, term);
        byte[] plain = writer.Detach();
        return options.CompressionLevel == 0 ? plain : Compress(plain, options.CompressionLevel);
    }

    /// <summary>Appends the term without 131, as it stands in distribution messages.</summary>
    /// <param name="term">The term.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void EncodeBare(ErlTerm term, IBufferWriter<byte> output) => EncodeBare(term, output, TermEncoderOptions.Default);

    /// <summary>Appends the term without 131, never compressed.</summary>
    /// <param name="term">The term.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="options">Form of atoms.</param>
    public static void EncodeBare(ErlTerm term, IBufferWriter<byte> output, TermEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        var writer = new TermWriter(output, options.AtomEncoding);
        TermBody.Write(ref writer, term);
        writer.Complete();
    }

    /// <summary>Appends the term without 131, in the form that a connection gives it.</summary>
    /// <param name="term">The term.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="context">The connection's view of atoms and identities. Called on this thread, in the order in which the term is written;
    /// what it throws leaves the output incomplete and comes out of this call.</param>
    public static void EncodeBare(ErlTerm term, IBufferWriter<byte> output, TermEncodingContext context)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(context);
        var writer = new TermWriter(output, context);
        TermBody.Write(ref writer, term);
        writer.Complete();
    }
}
