using System.Buffers.Binary;
using Chan.Distribution.Net.Control;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Channels;

/// <summary>The atoms that the peer has sent so far, by slot, and those of the header read last.</summary>
internal sealed class AtomCacheReceiver
{
    private readonly ErlAtom?[] _slots = new ErlAtom?[PacketTag.CacheSlots];
    private readonly ErlAtom[] _atoms = new ErlAtom[PacketTag.MaxAtoms];
    private int _count;

    /// <summary>The atoms of the last header by their index in it. Valid until the next header is read.</summary>
    public ReadOnlySpan<ErlAtom> Atoms => _atoms.AsSpan(0, _count);

    /// <summary>Reads the number of atoms, their flags and the atoms.</summary>
    /// <param name="header">Begins with the number of atoms.</param>
    /// <returns>The length of the header in bytes.</returns>
    /// <exception cref="ProtocolViolationException">The header is damaged or names an atom that was never sent.</exception>
    /// <exception cref="TermDecodeException">The name of an atom is damaged.</exception>
    public int Read(ReadOnlySpan<byte> header)
    {
        int count = header.Length > 0 ? header[0] : throw Truncated();
        _count = count;
        if (count == 0)
        {
            return 1;
        }

        int position = 1 + (count / 2) + 1;
        if (position > header.Length)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> flags = header[1..position];
        bool hasLongAtoms = (Nibble(flags, count) & 1) != 0;
        for (int i = 0; i < count; i++)
        {
            int nibble = Nibble(flags, i);
            if (position >= header.Length)
            {
                throw Truncated();
            }

            ref ErlAtom? slot = ref _slots[((nibble & 7) << 8) | header[position++]];
            if ((nibble & PacketTag.NewAtom) != 0)
            {
                slot = ReadAtom(header[position..], hasLongAtoms, out int length);
                position += length;
            }

            _atoms[i] = slot ?? throw new ProtocolViolationException("The header names a slot of the atom cache that is empty.");
        }

        return position;
    }

    /// <summary>Forgets the atoms of the last header: the packet has none.</summary>
    public void Clear() => _count = 0;

    private static int Nibble(ReadOnlySpan<byte> flags, int index) => flags[index / 2] >> (index % 2 * 4) & 0xF;

    private static ErlAtom ReadAtom(ReadOnlySpan<byte> bytes, bool isLong, out int length)
    {
        const byte AtomUtf8Tag = 118;
        const int MaxUtf8Length = 4 * ErlAtom.MaxLength;
        int lengthSize = isLong ? sizeof(ushort) : 1;
        if (bytes.Length < lengthSize)
        {
            throw Truncated();
        }

        int textLength = isLong ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : bytes[0];
        length = lengthSize + textLength;
        if (length > bytes.Length)
        {
            throw Truncated();
        }

        if (textLength > MaxUtf8Length)
        {
            throw new ProtocolViolationException($"An atom of {textLength} bytes cannot have only {ErlAtom.MaxLength} characters.");
        }

        Span<byte> term = stackalloc byte[1 + sizeof(ushort) + textLength];
        term[0] = AtomUtf8Tag;
        BinaryPrimitives.WriteUInt16BigEndian(term[1..], (ushort)textLength);
        bytes[lengthSize..length].CopyTo(term[3..]);
        return (ErlAtom)TermDecoder.DecodeBare(term, TermLimits.Trusted, [], out _);
    }

    private static ProtocolViolationException Truncated() => new("The packet ends in its header.");
}
