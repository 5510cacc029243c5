using System.Buffers.Binary;

namespace Chan.Protocol.Verifiers;

/// <summary>The canonical mappings and combining classes of Unicode, read from the resource that <c>nfc-table.py</c> writes.</summary>
internal sealed class NormalFormTable
{
    private const int MappingLength = 10;
    private const int ClassLength = 4;

    private readonly Dictionary<int, (int First, int Second)> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private readonly Dictionary<int, byte> _classes = [];

    private NormalFormTable(ReadOnlySpan<byte> table)
    {
        ReadOnlySpan<byte> mappings = TakeSection(ref table, MappingLength);
        for (; !mappings.IsEmpty; mappings = mappings[MappingLength..])
        {
            int character = ReadUInt24(mappings);
            (int First, int Second) pair = (ReadUInt24(mappings[3..]), ReadUInt24(mappings[6..]));
            _decompositions.Add(character, pair);
            if (mappings[9] == 1)
            {
                _compositions.Add(pair, character);
            }
        }

        ReadOnlySpan<byte> classes = TakeSection(ref table, ClassLength);
        for (; !classes.IsEmpty; classes = classes[ClassLength..])
        {
            _classes.Add(ReadUInt24(classes), classes[3]);
        }
    }

    /// <summary>Loaded when the first password outside ASCII comes.</summary>
    public static NormalFormTable Instance => Loaded.Table;

    public bool TryDecompose(int character, out int first, out int second)
    {
        bool found = _decompositions.TryGetValue(character, out (int First, int Second) pair);
        (first, second) = pair;
        return found;
    }

    public bool TryCompose(int first, int second, out int composed) => _compositions.TryGetValue((first, second), out composed);

    public byte ClassOf(int character) => _classes.GetValueOrDefault(character);

    private static ReadOnlySpan<byte> TakeSection(ref ReadOnlySpan<byte> table, int itemLength)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(table) * itemLength;
        ReadOnlySpan<byte> section = table.Slice(sizeof(ushort), length);
        table = table[(sizeof(ushort) + length)..];
        return section;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static class Loaded
    {
        public static readonly NormalFormTable Table = Load();

        private static NormalFormTable Load()
        {
            using Stream resource = typeof(NormalFormTable).Assembly.GetManifestResourceStream("Chan.Protocol.Verifiers.nfc.bin")
                ?? throw new InvalidOperationException("The assembly was built without its resource nfc.bin.");
            byte[] table = new byte[resource.Length];
            resource.ReadExactly(table);
            return new NormalFormTable(table);
        }
    }
}
