using System.Buffers.Binary;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>What the peer's atom cache holds, and the headers that change it. Under the lock of the writer, in the order of the wire.</summary>
internal sealed class AtomCacheSender
{
    /// <summary>In a planned reference, beside its slot.</summary>
    private const ushort New = PacketTag.NewAtom << 8;

    private readonly ErlAtom?[] _slots = new ErlAtom?[PacketTag.CacheSlots];
    private readonly ushort[] _references = new ushort[PacketTag.MaxAtoms];
    private bool _hasLongAtoms;

    /// <summary>Settles where the atoms of the next header go. <see cref="Write"/> must follow.</summary>
    /// <returns>The length of the header from the number of atoms on, in bytes.</returns>
    public int Plan(ReadOnlySpan<ErlAtom> atoms)
    {
        if (atoms.IsEmpty)
        {
            return 1;
        }

        _hasLongAtoms = false;
        int added = 0;
        int text = 0;
        for (int i = 0; i < atoms.Length; i++)
        {
            ErlAtom atom = atoms[i];
            int slot = atom.GetHashCode() & (PacketTag.CacheSlots - 1);
            _references[i] = (ushort)slot;
            if (!ReferenceEquals(_slots[slot], atom))
            {
                _slots[slot] = atom;
                _references[i] |= New;
                added++;
                text += atom.NameUtf8.Length;
                _hasLongAtoms |= atom.NameUtf8.Length > byte.MaxValue;
            }
        }

        return 1 + FlagBytes(atoms.Length) + atoms.Length + text + (added * (_hasLongAtoms ? sizeof(ushort) : 1));
    }

    /// <summary>Writes the header that was planned last, from the number of atoms on.</summary>
    public void Write(ReadOnlySpan<ErlAtom> atoms, Span<byte> header)
    {
        header[0] = (byte)atoms.Length;
        if (atoms.IsEmpty)
        {
            return;
        }

        Span<byte> flags = header.Slice(1, FlagBytes(atoms.Length));
        flags.Clear();
        int position = 1 + flags.Length;
        for (int i = 0; i < atoms.Length; i++)
        {
            ushort reference = _references[i];
            flags[i / 2] |= (byte)(reference >> 8 << (i % 2 * 4));
            header[position++] = (byte)reference;
            if ((reference & New) != 0)
            {
                position += WriteText(atoms[i].NameUtf8, header[position..]);
            }
        }

        if (_hasLongAtoms)
        {
            flags[atoms.Length / 2] |= (byte)(1 << (atoms.Length % 2 * 4));
        }
    }

    private static int FlagBytes(int atoms) => (atoms / 2) + 1;

    private int WriteText(ReadOnlySpan<byte> text, Span<byte> output)
    {
        int lengthSize = _hasLongAtoms ? sizeof(ushort) : 1;
        if (_hasLongAtoms)
        {
            BinaryPrimitives.WriteUInt16BigEndian(output, (ushort)text.Length);
        }
        else
        {
            output[0] = (byte)text.Length;
        }

        text.CopyTo(output[lengthSize..]);
        return lengthSize + text.Length;
    }
}
