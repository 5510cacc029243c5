using System.Buffers;
using Chan.Interop.Tests.Terms;
using Chan.Terms.External;

namespace Chan.Terms.Tests.External;

public class ConnectionContextTests
{
    private static readonly ErlAtom Old = Header.OldName;
    private static readonly ErlAtom Present = Header.PresentName;

    [Fact]
    public void Atoms_of_the_header_are_written_as_references_and_others_in_full()
    {
        var header = new Header(Atoms.Ok, Atoms.Error);

        byte[] bytes = Encode(ErlTerm.Parse("{ok, error, rare, [ok, 1.5 | error], #{ok => <<\"x\">>}}"), header);

        Assert.Equal(
            "6805" + "5200" + "5201" + "770472617265" + "6C00000002" + "5200" + "463FF8000000000000" + "5201" + "7400000001" + "5200" + "6D0000000178",
            Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(254, "52FE")]
    [InlineData(255, "77026F6B")]
    [InlineData(-1, "77026F6B")]
    [InlineData(int.MinValue, "77026F6B")]
    public void Only_indexes_that_a_header_has_are_references(int index, string expected)
        => Assert.Equal(expected, Convert.ToHexString(Encode(Atoms.Ok, new FixedIndex(index))));

    [Fact]
    public void Latin_1_names_are_written_in_UTF_8_form()
        => Assert.Equal("7704C3A5C3A4", Convert.ToHexString(Encode(ErlTerm.Atom("åä"), new Header())));

    [Fact]
    public void Pids_ports_references_and_the_creators_of_funs_are_written_under_the_present_name()
    {
        ErlTerm term = ErlTerm.Tuple(
            new ErlPid(Old, 7, 8, 0),
            new ErlPort(Old, 9, 0),
            new ErlPort(Old, 1UL << 40, 0),
            ErlTerm.Tuple(new ErlReference(Old, 0, [1, 2, 3]), Closure(Old, 0)));
        ErlTerm expected = ErlTerm.Tuple(
            new ErlPid(Present, 7, 8, 5),
            new ErlPort(Present, 9, 5),
            new ErlPort(Present, 1UL << 40, 5),
            ErlTerm.Tuple(new ErlReference(Present, 5, [1, 2, 3]), Closure(Present, 5)));

        byte[] bytes = Encode(term, new Header());

        Assert.Equal(Convert.ToHexString(TermEncoder.Encode(expected)[1..]), Convert.ToHexString(bytes));
    }

    [Fact]
    public void Names_of_other_nodes_stay_and_the_atom_itself_is_no_identity()
    {
        ErlTerm term = ErlTerm.Tuple(new ErlPid(ErlTerm.Atom("other@host"), 1, 2, 3), Old);

        Assert.Equal(TermEncoder.Encode(term)[1..], Encode(term, new Header()));
    }

    [Fact]
    public void A_node_name_in_the_header_is_a_reference_after_it_is_replaced()
    {
        byte[] bytes = Encode(new ErlPid(Old, 1, 2, 0), new Header(Present));

        Assert.Equal("58" + "5200" + "00000001" + "00000002" + "00000005", Convert.ToHexString(bytes));
    }

    [Fact]
    public void Deep_terms_and_what_funs_capture_are_written_for_the_connection_too()
    {
        ErlTerm term = ErlTerm.Tuple(Closure(Old, 0, Atoms.Ok), new ErlPid(Old, 1, 2, 0), Atoms.Ok);
        ErlTerm expected = ErlTerm.Tuple(Closure(Present, 5, Atoms.Ok), new ErlPid(Present, 1, 2, 5), Atoms.Ok);
        for (int i = 0; i < 5000; i++)
        {
            (term, expected) = i % 2 == 0
                ? (ErlTerm.Tuple(term, Atoms.Ok), ErlTerm.Tuple(expected, Atoms.Ok))
                : (ErlTerm.ImproperList([Atoms.Ok], ErlTerm.Tuple(term)), ErlTerm.ImproperList([Atoms.Ok], ErlTerm.Tuple(expected)));
        }

        byte[] bytes = Encode(term, new Header(Atoms.Ok, Present));

        Assert.Equal(-1, bytes.AsSpan().IndexOf(TermEncoder.Encode(Atoms.Ok).AsSpan(1)));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(TermEncoder.Encode(Present).AsSpan(1)));
        ErlTerm back = TermDecoder.DecodeBare(bytes, TermLimits.Trusted with { MaxDepth = 20_000 }, [Atoms.Ok, Present], null, out int consumed);
        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(expected, back);
    }

    [Fact]
    public void Random_terms_come_back_through_a_header_that_grows_with_them()
    {
        const int Seed = 20;
        var random = new RandomTerms(Seed) { WithIdentifiers = true };
        for (int i = 0; i < 2000; i++)
        {
            ErlTerm term = random.Next();
            var header = new GrowingHeader();
            byte[] bytes = Encode(term, header);

            ErlTerm back = TermDecoder.DecodeBare(bytes, TermLimits.Trusted, header.Atoms, null, out int consumed);

            Assert.True(term == back, $"term {i} of seed {Seed}: {term} came back as {back}");
            Assert.Equal(bytes.Length, consumed);
        }
    }

    [Fact]
    public void Known_pids_and_references_are_the_instances_of_the_context()
    {
        ErlTerm term = ErlTerm.Tuple(
            new ErlPid(Old, 1, 2, 3), new ErlReference(Old, 3, [1, 2, 3]), ErlTerm.Tuple(Closure(Old, 3), new ErlReference(Old, 3, [])));
        var known = new Known();

        var tuple = (ErlTuple)TermDecoder.DecodeBare(TermEncoder.Encode(term).AsSpan(1), TermLimits.Trusted, [], known, out _);

        Assert.Equal(term, tuple);
        Assert.Same(known.Pids[0], tuple[0]);
        Assert.Same(known.References[0], tuple[1]);
        Assert.Same(known.Pids[1], ((ErlFun)((ErlTuple)tuple[2])[0]).Creator);
        Assert.Same(known.References[1], ((ErlTuple)tuple[2])[1]);
    }

    [Theory]
    [InlineData("67" + "77016E" + "00000001" + "00000002" + "03")]
    [InlineData("65" + "77016E" + "00000001" + "03")]
    [InlineData("720001" + "77016E" + "03" + "00000001")]
    public void Older_forms_of_identifiers_reach_the_context_too(string hex)
    {
        var known = new Known();

        ErlTerm term = TermDecoder.DecodeBare(Convert.FromHexString(hex), TermLimits.Trusted, [], known, out _);

        Assert.Same(term, known.Pids.Concat<ErlTerm>(known.References).Single());
    }

    [Fact]
    public void Identifiers_that_the_limits_refuse_do_not_reach_the_context()
    {
        var known = new Known();

        TermDecodeException refused = Assert.Throws<TermDecodeException>(
            () => TermDecoder.DecodeBare(TermEncoder.Encode(new ErlPid(Old, 1, 2, 3)).AsSpan(1), TermLimits.Untrusted, [], known, out _));

        Assert.Equal(TermRule.NotAllowed, refused.Rule);
        Assert.Empty(known.Pids);
    }

    [Fact]
    public void A_compressed_term_cannot_stand_in_a_message_nor_refer_to_its_header()
    {
        byte[] compressed = TermEncoder.Encode(ErlTerm.Binary(new byte[50]), new TermEncoderOptions { CompressionLevel = 6 });
        Assert.Equal(80, compressed[1]);
        TermDecodeException inMessage = Assert.Throws<TermDecodeException>(
            () => TermDecoder.DecodeBare(compressed.AsSpan(1), TermLimits.Trusted, [Atoms.Ok], null, out _));
        Assert.Equal(TermRule.NotAllowed, inMessage.Rule);

        // {cache reference 0} as a stored zlib block.
        byte[] reference = Convert.FromHexString("8350000000047801" + "010400FBFF" + "68015200" + "024B00BC");
        TermDecodeException outside = Assert.Throws<TermDecodeException>(() => TermDecoder.Decode(reference, TermLimits.Trusted));
        Assert.Equal(TermRule.FieldValue, outside.Rule);
    }

    [Fact]
    public void Larger_binaries_of_an_owned_message_are_slices_of_it()
    {
        byte[] bytes = [0, .. Encode(ErlTerm.Tuple(Atoms.Ok, ErlTerm.Binary(new byte[100])), new Header(Atoms.Ok)), 9, 9];

        var tuple = (ErlTuple)TermDecoder.DecodeBareOwned(bytes.AsMemory(1), TermLimits.Trusted, [Atoms.Ok], null, out int consumed);

        Assert.Equal(bytes.Length - 3, consumed);
        bytes[^3] = 7;
        Assert.Same(Atoms.Ok, tuple[0]);
        Assert.Equal(100, ((ErlBinary)tuple[1]).Count);
        Assert.Equal(7, ((ErlBinary)tuple[1]).Span[^1]);
    }

    private static byte[] Encode(ErlTerm term, TermEncodingContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        TermEncoder.EncodeBare(term, output, context);
        return output.WrittenSpan.ToArray();
    }

    private static ErlFun Closure(ErlAtom node, uint creation, params ErlTerm[] captured)
    {
        var fun = ErlFun.Internal(2, 99, 1, captured.Length);
        ErlTerm[] slots = [ErlTerm.Atom("a_module"), 3, 4, new ErlPid(node, 1, 2, creation), .. captured];
        slots.CopyTo(fun.Slots, 0);
        return fun;
    }

    private sealed class Known : TermDecodingContext
    {
        public List<ErlPid> Pids { get; } = [];

        public List<ErlReference> References { get; } = [];

        public override ErlPid Pid(ErlAtom node, uint id, uint serial, uint creation)
        {
            Pids.Add(new ErlPid(node, id, serial, creation));
            return Pids[^1];
        }

        public override ErlReference Reference(ErlAtom node, uint creation, ReadOnlySpan<uint> words)
        {
            References.Add(new ErlReference(node, creation, words));
            return References[^1];
        }
    }
}
