using System.Buffers;
using System.Runtime.InteropServices;

namespace Chan.Terms.External;

/// <summary>Decodes the external term format.</summary>
/// <remarks>
/// Whatever the bytes are, the outcome is a term or a <see cref="TermDecodeException"/>, within the memory the limits allow and
/// in time proportional to the input (n log n for maps whose keys are not in order). Forms that older nodes send are accepted.
/// </remarks>
public static partial class TermDecoder
{
    /// <summary>Decodes exactly one term.</summary>
    /// <param name="input">131 and the term, nothing else. Not referred to after the call.</param>
    /// <param name="limits">What is accepted.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermDecodeException">The bytes are not such a term.</exception>
    public static ErlTerm Decode(ReadOnlySpan<byte> input, TermLimits limits)
    {
        ErlTerm term = DecodeOne(input, limits, default, WholeInput, out int consumed);
        CheckNoTrailingBytes(input, consumed);
        return term;
    }

    /// <summary>Decodes the term at the front of the input.</summary>
    /// <param name="input">131, the term, and anything. Not referred to after the call.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="consumed">The length of the term, 131 included, in bytes.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermDecodeException">The bytes do not begin with such a term.</exception>
    public static ErlTerm Decode(ReadOnlySpan<byte> input, TermLimits limits, out int consumed)
        => DecodeOne(input, limits, default, wholeInput: false, out consumed);

    /// <summary>Decodes exactly one term that lies in one or more pieces.</summary>
    /// <param name="input">131 and the term, nothing else. Not referred to after the call.</param>
    /// <param name="limits">What is accepted.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermDecodeException">The bytes are not such a term.</exception>
    public static ErlTerm Decode(in ReadOnlySequence<byte> input, TermLimits limits)
    {
        if (input.IsSingleSegment)
        {
            return Decode(input.FirstSpan, limits);
        }

        int length = checked((int)input.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            input.CopyTo(rented);
            return Decode(rented.AsSpan(0, length), limits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Decodes exactly one term whose larger binaries are slices of the input instead of copies.</summary>
    /// <param name="input">131 and the term, nothing else. From now on owned by the term: it must never change again.</param>
    /// <param name="limits">What is accepted.</param>
    /// <returns>The term. Any of its binaries keeps the whole input alive.</returns>
    /// <exception cref="TermDecodeException">The bytes are not such a term.</exception>
    public static ErlTerm DecodeOwned(ReadOnlyMemory<byte> input, TermLimits limits)
    {
        MemoryMarshal.TryGetArray(input, out ArraySegment<byte> array);
        ErlTerm term = DecodeOne(input.Span, limits, array, WholeInput, out int consumed);
        CheckNoTrailingBytes(input.Span, consumed);
        return term;
    }

    /// <summary>Decodes a term without the leading 131, as it stands in distribution messages.</summary>
    /// <param name="input">The term, and anything. Not referred to after the call.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="atomCache">The atoms that ATOM_CACHE_REF may name, by index; usually empty.</param>
    /// <param name="consumed">The length of the term in bytes.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermDecodeException">The bytes do not begin with such a term.</exception>
    public static ErlTerm DecodeBare(ReadOnlySpan<byte> input, TermLimits limits, ReadOnlySpan<ErlAtom> atomCache, out int consumed)
        => DecodeBare(input, limits, atomCache, null, out consumed);

    /// <summary>Decodes a term without the leading 131, as it stands in distribution messages.</summary>
    /// <param name="input">The term, and anything. Not referred to after the call.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="atomCache">The atoms that ATOM_CACHE_REF may name, by index; usually empty.</param>
    /// <param name="context">Makes the pids and references; null for new instances. What it throws comes out of this call.</param>
    /// <param name="consumed">The length of the term in bytes.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermDecodeException">The bytes do not begin with such a term. A compressed term is none: only 131 can stand
    /// before one.</exception>
    public static ErlTerm DecodeBare(
        ReadOnlySpan<byte> input, TermLimits limits, ReadOnlySpan<ErlAtom> atomCache, TermDecodingContext? context, out int consumed)
        => DecodeBare(input, limits, atomCache, context, default, out consumed);

    /// <summary>As <see cref="DecodeBare(ReadOnlySpan{byte}, TermLimits, ReadOnlySpan{ErlAtom}, TermDecodingContext?, out int)"/>, with
    /// larger binaries as slices of the input instead of copies.</summary>
    /// <param name="input">The term, and anything. From now on owned by the term: it must never change again.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="atomCache">The atoms that ATOM_CACHE_REF may name, by index; usually empty.</param>
    /// <param name="context">Makes the pids and references; null for new instances. What it throws comes out of this call.</param>
    /// <param name="consumed">The length of the term in bytes.</param>
    /// <returns>The term. Any of its larger binaries keeps the whole input alive.</returns>
    /// <exception cref="TermDecodeException">The bytes do not begin with such a term.</exception>
    public static ErlTerm DecodeBareOwned(
        ReadOnlyMemory<byte> input, TermLimits limits, ReadOnlySpan<ErlAtom> atomCache, TermDecodingContext? context, out int consumed)
    {
        MemoryMarshal.TryGetArray(input, out ArraySegment<byte> array);
        return DecodeBare(input.Span, limits, atomCache, context, array, out consumed);
    }

    private const bool WholeInput = true;

    private static ErlTerm DecodeBare(
        ReadOnlySpan<byte> input,
        TermLimits limits,
        ReadOnlySpan<ErlAtom> atomCache,
        TermDecodingContext? context,
        ArraySegment<byte> shared,
        out int consumed)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var reader = new TermReader(input, 0, limits, atomCache, context, shared);
        ErlTerm term = reader.Read();
        consumed = reader.Position;
        return term;
    }

    private static ErlTerm DecodeOne(
        ReadOnlySpan<byte> input, TermLimits limits, ArraySegment<byte> shared, bool wholeInput, out int consumed)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (input.Length < 2)
        {
            throw new TermDecodeException(TermRule.Truncated, input.Length, "A term has at least two bytes: 131 and a tag.");
        }

        if (input[0] != TermTag.Version)
        {
            throw new TermDecodeException(TermRule.Version, 0, $"A term begins with 131, not with {input[0]}.");
        }

        if (input[1] == TermTag.Compressed)
        {
            return DecodeCompressed(input, limits, wholeInput, out consumed);
        }

        var reader = new TermReader(input, 1, limits, [], null, shared);
        ErlTerm term = reader.Read();
        consumed = reader.Position;
        return term;
    }

    private static void CheckNoTrailingBytes(ReadOnlySpan<byte> input, int consumed)
    {
        if (consumed != input.Length)
        {
            throw new TermDecodeException(TermRule.TrailingBytes, consumed, $"{input.Length - consumed} bytes follow the term.");
        }
    }
}
