using System.Buffers;
using Chan.Terms.External;

namespace Chan.Terms.Tests.External;

public class HostileInputTests
{
    private const int Deep = 10_000_000;

    public static TheoryData<string> Heads => ["6C00000001", "6801", "7400000001" + "6A", "6900000001"];

    [Theory]
    [MemberData(nameof(Heads))]
    public void Ten_million_nested_containers_are_refused_without_overflowing_the_stack(string head)
    {
        byte[] input = Nested(head, Deep, "6A");

        foreach (TermLimits limits in (TermLimits[])[TermLimits.Untrusted, TermLimits.Trusted])
        {
            TermDecodeException refused = Assert.Throws<TermDecodeException>(() => TermDecoder.Decode(input, limits));
            Assert.Equal(TermRule.Depth, refused.Rule);
        }
    }

    [Theory]
    [InlineData("6801", "6A", "")]
    [InlineData("6C00000001", "770161", "6A")]
    [InlineData("68026A", "770161", "")]
    [InlineData("7400000001" + "6A", "770161", "")]
    [InlineData("6C00000001", "6C0000000262000001006101" + "6A", "6A")]
    public void The_limit_of_depth_is_exact_at_every_depth(string head, string leaf, string end)
    {
        foreach (int containers in (int[])[1, 2, 31, 32, 33, 34, 40, 100])
        {
            byte[] ends = [.. Enumerable.Repeat(Convert.FromHexString(end), containers).SelectMany(bytes => bytes)];
            byte[] input = [.. Nested(head, containers, leaf), .. ends];
            int depth = containers + (leaf.StartsWith("6C", StringComparison.Ordinal) ? 1 : 0);

            ErlTerm term = TermDecoder.Decode(input, TermLimits.Untrusted with { MaxDepth = depth });
            TermDecodeException refused = Assert.Throws<TermDecodeException>(
                () => TermDecoder.Decode(input, TermLimits.Untrusted with { MaxDepth = depth - 1 }));

            Assert.Equal(input, TermEncoder.Encode(term));
            Assert.Equal(TermRule.Depth, refused.Rule);
        }
    }

    [Fact]
    public void A_zlib_stream_that_asks_for_a_dictionary_is_refused()
        => Assert.Equal(
            TermRule.Compression,
            Assert.Throws<TermDecodeException>(
                () => TermDecoder.Decode(Convert.FromHexString("8350000000FF7820F09F9880583961"), TermLimits.Trusted)).Rule);

    [Theory]
    [InlineData("836CFFFFFFFF", TermRule.Truncated)]
    [InlineData("8369FFFFFFFF61", TermRule.Truncated)]
    [InlineData("8374FFFFFFFF61", TermRule.Truncated)]
    [InlineData("836DFFFFFFFF61", TermRule.Truncated)]
    [InlineData("834DFFFFFFFF0161", TermRule.Truncated)]
    [InlineData("836F7FFFFFFF0061", TermRule.IntegerLength)]
    [InlineData("836BFFFF61", TermRule.Truncated)]
    [InlineData("8376FFFF61", TermRule.AtomLength)]
    [InlineData("83", TermRule.Truncated)]
    [InlineData("", TermRule.Truncated)]
    [InlineData("82" + "6A", TermRule.Version)]
    [InlineData("8300", TermRule.UnknownTag)]
    [InlineData("8375", TermRule.UnknownTag)]
    [InlineData("837900", TermRule.UnknownTag)]
    [InlineData("836A6A", TermRule.TrailingBytes)]
    [InlineData("837702C328", TermRule.AtomEncoding)]
    [InlineData("83467FF0000000000000", TermRule.FloatValue)]
    [InlineData("837400000002610161026101" + "6102", TermRule.DuplicateKey)]
    [InlineData("835000000001", TermRule.NotAllowed)]
    [InlineData("8371770161770161" + "6101", TermRule.NotAllowed)]
    [InlineData("83587701610000000100000001" + "00000001", TermRule.NotAllowed)]
    [InlineData("835A000177016100000001" + "00000001", TermRule.NotAllowed)]
    [InlineData("835977016100000001" + "00000001", TermRule.NotAllowed)]
    public void Hostile_bytes_are_refused_by_their_rule(string hex, TermRule rule)
    {
        TermDecodeException refused = Assert.Throws<TermDecodeException>(
            () => TermDecoder.Decode(Convert.FromHexString(hex), TermLimits.Untrusted));

        Assert.Equal(rule, refused.Rule);
    }

    [Fact]
    public void Nested_lists_that_each_announce_the_rest_of_the_input_run_out_of_budget()
    {
        byte[] input = new byte[1024 * 1024];
        input[0] = 131;
        for (int at = 1; at + 5 < input.Length; at += 5)
        {
            input[at] = 108;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(at + 1), input.Length - at - 5);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        TermDecodeException refused = Assert.Throws<TermDecodeException>(() => TermDecoder.Decode(input, TermLimits.Untrusted));

        Assert.Equal(TermRule.Budget, refused.Rule);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 * 1024 * 1024);
    }

    [Fact]
    public void A_list_given_one_cell_at_a_time_is_one_list_in_linear_time()
    {
        const int Cells = 1_000_000;
        byte[] input = Nested("6C000000016101", Cells, "6A");

        var list = (ErlList)TermDecoder.Decode(input, TermLimits.Untrusted);

        Assert.Equal(Cells, list.Count);
        Assert.True(list.IsProper);
    }

    [Theory]
    [InlineData("836C00000001" + "6101" + "6102", "[1|2]")]
    [InlineData("836C00000001" + "6101" + "6B0002" + "0203", "[1,2,3]")]
    [InlineData("836C00000001" + "6101" + "6C00000000" + "680161" + "05", "[1|{5}]")]
    [InlineData("836C00000000" + "6C00000000" + "6107", "7")]
    [InlineData("836C00000001" + "6101" + "6C000000016102" + "6103", "[1,2|3]")]
    public void Tails_of_any_form_are_joined(string hex, string text)
        => Assert.Equal(text, TermDecoder.Decode(Convert.FromHexString(hex), TermLimits.Untrusted).ToString());

    [Fact]
    public void What_inflates_beyond_its_announcement_or_a_hundredfold_is_refused()
    {
        byte[] bomb = TermEncoder.Encode(ErlTerm.Tuple(ErlTerm.Binary(new byte[1_000_000])), new TermEncoderOptions { CompressionLevel = 9 });
        Assert.Equal(TermRule.Compression, Assert.Throws<TermDecodeException>(() => TermDecoder.Decode(bomb, TermLimits.Trusted)).Rule);

        ErlTerm modest = ErlTerm.List([.. Enumerable.Range(0, 3000).Select(i => (ErlTerm)(i % 700))]);
        byte[] compressed = TermEncoder.Encode(modest, new TermEncoderOptions { CompressionLevel = 6 });
        Assert.Equal(80, compressed[1]);
        Assert.Equal(modest, TermDecoder.Decode(compressed, TermLimits.Trusted));
        Assert.Equal(modest, TermDecoder.Decode([.. compressed, 1, 2, 3], TermLimits.Trusted, out int consumed));
        Assert.Equal(compressed.Length, consumed);
        Assert.Equal(
            TermRule.TrailingBytes,
            Assert.Throws<TermDecodeException>(() => TermDecoder.Decode([.. compressed, 1], TermLimits.Trusted)).Rule);
        compressed[5]++;
        Assert.Equal(TermRule.Compression, Assert.Throws<TermDecodeException>(() => TermDecoder.Decode(compressed, TermLimits.Trusted)).Rule);
    }

    [Fact]
    public void Input_in_pieces_is_the_same_as_in_one()
    {
        ErlTerm term = ErlTerm.Parse("{store, \"key\", [1, 2.5, <<\"binary\">>], #{a => {b}}}");
        byte[] bytes = TermEncoder.Encode(term);
        var first = new Piece(bytes.AsMemory(0, 5), 0);
        Piece last = first.Append(bytes.AsMemory(5, 3)).Append(bytes.AsMemory(8));

        Assert.Equal(term, TermDecoder.Decode(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), TermLimits.Untrusted));
    }

    [Fact]
    public void Binaries_of_owned_input_are_slices_and_atoms_may_come_from_a_cache()
    {
        byte[] bytes = TermEncoder.Encode(ErlTerm.Tuple(ErlTerm.Binary(new byte[100]), Atoms.Ok));
        var tuple = (ErlTuple)TermDecoder.DecodeOwned(bytes, TermLimits.Untrusted);
        bytes[20] = 7;
        Assert.Contains((byte)7, ((ErlBinary)tuple[0]).Memory.ToArray());

        ErlTerm cached = TermDecoder.DecodeBare([104, 2, 82, 0, 82, 1], TermLimits.Untrusted, [Atoms.Ok, Atoms.Error], out int consumed);
        Assert.Equal("{ok,error}", cached.ToString());
        Assert.Equal(6, consumed);
        Assert.Throws<TermDecodeException>(() => TermDecoder.DecodeBare([82, 2], TermLimits.Untrusted, [Atoms.Ok], out _));
    }

    private static byte[] Nested(string head, int depth, string leaf)
    {
        byte[] pattern = Convert.FromHexString(head);
        byte[] input = new byte[1 + (depth * pattern.Length) + (leaf.Length / 2)];
        input[0] = 131;
        for (int i = 0; i < depth; i++)
        {
            pattern.CopyTo(input, 1 + (i * pattern.Length));
        }

        Convert.FromHexString(leaf).CopyTo(input, input.Length - (leaf.Length / 2));
        return input;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
