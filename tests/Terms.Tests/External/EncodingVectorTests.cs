using Chan.Terms.External;

namespace Chan.Terms.Tests.External;

public class EncodingVectorTests
{
    [Fact]
    public void Every_term_that_Erlang_encoded_comes_back_byte_for_byte()
    {
        int checkedLines = 0;
        foreach ((string text, byte[] bytes) in EncodingVectors.Terms)
        {
            ErlTerm term = TermDecoder.Decode(bytes, TermLimits.Trusted);
            Assert.Equal(Convert.ToHexString(Canonical(text, bytes, term)), Convert.ToHexString(Encode(text, bytes, term)));
            checkedLines++;
        }

        Assert.True(checkedLines > 100, $"only {checkedLines} vectors");
    }

    [Fact]
    public void Vectors_with_plain_text_are_parsed_and_printed_as_that_text()
    {
        int checkedLines = 0;
        foreach ((string text, byte[] bytes) in EncodingVectors.Terms)
        {
            if (ErlTerm.TryParse(text, out ErlTerm? parsed))
            {
                ErlTerm decoded = TermDecoder.Decode(bytes, TermLimits.Trusted);
                Assert.Equal(decoded, parsed);
                Assert.Equal(decoded, ErlTerm.Parse(decoded.ToString()));
                checkedLines++;
            }
        }

        Assert.True(checkedLines > 80, $"only {checkedLines} vectors have plain text");
    }

    [Fact]
    public void What_Erlang_decodes_and_what_it_refuses_is_the_same_here()
    {
        foreach ((byte[] bytes, byte[]? again, string note) in EncodingVectors.Decodings)
        {
            // Erlang ignores trailing bytes; here they are an error by default.
            bool expectTerm = again is not null && note != "trailing bytes after term";
            try
            {
                ErlTerm term = TermDecoder.Decode(bytes, TermLimits.Trusted);
                Assert.True(expectTerm, $"{note}: decoded to {term}");
                Assert.Equal((note, Convert.ToHexString(again!)), (note, Convert.ToHexString(TermEncoder.Encode(term))));
            }
            catch (TermDecodeException refused)
            {
                Assert.False(expectTerm, $"{note}: {refused.Message}");
            }
        }
    }

    [Fact]
    public void Trailing_bytes_are_left_alone_when_the_length_is_asked_for()
    {
        ErlTerm term = TermDecoder.Decode([131, 97, 1, 97], TermLimits.Untrusted, out int consumed);

        Assert.Equal((ErlTerm)1, term);
        Assert.Equal(3, consumed);
    }

    private static byte[] Encode(string text, byte[] bytes, ErlTerm term)
        => bytes[1] == 100 || text.Contains("[deterministic]") ? TermEncoder.Encode(term, TermEncoderOptions.Otp25) : TermEncoder.Encode(term);

    /// <summary>The expected bytes; for the forms that an encoder chooses freely, those of the same term in the usual form.</summary>
    private static byte[] Canonical(string text, byte[] bytes, ErlTerm term)
    {
        bool isFree = text.Contains("compressed") || text.Contains("{minor_version,0}");
        bool isLargeMap = term is ErlMap { Count: > 32 };
        return isFree || isLargeMap ? TermEncoder.Encode(TermDecoder.Decode(bytes, TermLimits.Trusted)) : bytes;
    }
}
