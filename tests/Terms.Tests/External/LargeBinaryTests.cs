using System.Buffers;
using System.Buffers.Binary;
using Chan.Terms.External;

namespace Chan.Terms.Tests.External;

/// <summary>Large binaries inside other terms take ways of their own through the encoder.</summary>
public class LargeBinaryTests
{
    private const int SmallestSegment = 16 * 1024;

    public static TheoryData<int> Lengths => [4095, 4096, SmallestSegment - 1, SmallestSegment, 65536, 1_000_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void They_are_encoded_the_same_to_an_array_to_a_buffer_and_in_segments(int length)
    {
        ErlBinary binary = Bytes(length);
        foreach (ErlTerm term in Terms(binary))
        {
            byte[] array = TermEncoder.Encode(term);
            var buffer = new ArrayBufferWriter<byte>();
            TermEncoder.Encode(term, buffer);
            var copied = new ArrayBufferWriter<byte>();
            TermEncoder.EncodeBare(term, copied, new Header());
            var segments = new SegmentingContext(term);

            Assert.Equal(array, buffer.WrittenSpan.ToArray());
            Assert.Equal(array[1..], copied.WrittenSpan.ToArray());
            Assert.Equal(array[1..], segments.Joined);
            Assert.Equal(term, TermDecoder.Decode(array, TermLimits.Trusted));
            Assert.All(segments.Taken, taken => Assert.True(binary.Memory.Equals(taken)));
            Assert.Equal(length < SmallestSegment, segments.Taken.Count == 0);
        }
    }

    [Fact]
    public void A_fun_announces_its_size_with_the_binaries_it_captured()
    {
        ErlBinary binary = Bytes(50_000);
        ErlFun inner = Closure(binary);
        byte[] innerBytes = TermEncoder.Encode(inner)[1..];
        byte[] bytes = TermEncoder.Encode(Closure(binary, inner, binary));

        const int Head = 5;
        Assert.Equal(bytes.Length - 2, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(2)));
        Assert.Equal(innerBytes.Length - 1, BinaryPrimitives.ReadInt32BigEndian(innerBytes.AsSpan(1)));
        int end = bytes.Length - Head - binary.Count;
        Assert.Equal(innerBytes, bytes[(end - innerBytes.Length)..end]);
    }

    [Fact]
    public void Encoding_to_an_array_allocates_that_array_and_no_second_copy()
    {
        ErlTerm term = ErlTerm.Tuple(Atoms.Ok, Bytes(1_000_000));
        TermEncoder.Encode(term);
        long before = GC.GetAllocatedBytesForCurrentThread();

        TermEncoder.Encode(term);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1_000_000, 1_010_000);
    }

    private static ErlTerm[] Terms(ErlBinary binary)
    {
        ErlTerm deep = binary;
        for (int i = 0; i < 100; i++)
        {
            deep = ErlTerm.List(deep);
        }

        return
        [
            binary,
            ErlTerm.Tuple(Atoms.Ok, binary),
            ErlTerm.List(binary, binary, 1, binary),
            ErlTerm.Map((Atoms.Ok, binary), (binary, Atoms.Ok)),
            ErlTerm.ImproperList([Atoms.Ok], binary),
            deep,
            ErlTerm.Tuple(binary, Closure(binary, Atoms.Ok), binary),
            ErlTerm.Tuple(Closure(1, Closure(binary, 2), binary), 3),
        ];
    }

    private static ErlBinary Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 31);
        }

        return ErlBinary.Wrap(bytes);
    }

    private static ErlFun Closure(params ErlTerm[] captured)
    {
        var fun = ErlFun.Internal(1, 7, 1, captured.Length);
        ErlTerm[] slots = [Atoms.Ok, 3, 4, new ErlPid(Atoms.Ok, 1, 2, 3), .. captured];
        slots.CopyTo(fun.Slots, 0);
        return fun;
    }

    /// <summary>A writer that gathers: keeps the places of the segments and joins all at the end.</summary>
    private sealed class SegmentingContext : TermEncodingContext
    {
        private readonly ArrayBufferWriter<byte> _output = new();
        private readonly List<int> _places = [];

        public SegmentingContext(ErlTerm term) => TermEncoder.EncodeBare(term, _output, this);

        public List<ReadOnlyMemory<byte>> Taken { get; } = [];

        public byte[] Joined
        {
            get
            {
                var joined = new List<byte>();
                int from = 0;
                foreach ((int place, ReadOnlyMemory<byte> segment) in _places.Zip(Taken))
                {
                    joined.AddRange(_output.WrittenSpan[from..place]);
                    joined.AddRange(segment.Span);
                    from = place;
                }

                joined.AddRange(_output.WrittenSpan[from..]);
                return [.. joined];
            }
        }

        public override int ReferenceTo(ErlAtom atom) => -1;

        public override void Identify(ref ErlAtom node, ref uint creation)
        {
        }

        public override bool TakeSegment(ReadOnlyMemory<byte> bytes)
        {
            _places.Add(_output.WrittenCount);
            Taken.Add(bytes);
            return true;
        }
    }
}
