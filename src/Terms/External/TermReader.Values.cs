using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Chan.Terms.External;

/// <content>Terms without children.</content>
internal ref partial struct TermReader
{
    private ErlTerm ReadRareValue(byte tag) => tag switch
    {
        TermTag.SmallBig => ReadBig(ReadByte()),
        TermTag.LargeBig => ReadBig(ReadUInt32()),
        TermTag.BitBinary => ReadBitBinary(),
        TermTag.AtomUtf8 => ReadUtf8Atom(ReadUInt16()),
        TermTag.SmallAtom => ReadLatin1Atom(ReadByte()),
        TermTag.Float => ReadTextFloat(),
        TermTag.NewPid or TermTag.Pid => ReadPid(tag),
        TermTag.V4Port or TermTag.NewPort or TermTag.Port => ReadPort(tag),
        TermTag.NewerReference or TermTag.NewReference or TermTag.Reference => ReadReference(tag),
        TermTag.Export => ReadExport(),
        TermTag.Fun => throw Error(TermRule.UnknownTag, _position - 1, "FUN_EXT (117) is not used since OTP 23."),
        TermTag.Local => throw Error(TermRule.UnknownTag, _position - 1, "LOCAL_EXT (121) can be read by its sender only."),
        TermTag.Compressed => throw Error(TermRule.NotAllowed, _position - 1, "Only a whole term can be compressed, not a part of one."),
        _ => throw Error(TermRule.UnknownTag, _position - 1, $"There is no term with tag {tag}."),
    };

    private ErlList ReadString()
    {
        ReadOnlySpan<byte> bytes = ReadBytes(ReadUInt16());
        Charge(TermSize.Binary + bytes.Length);
        return ErlList.FromBytes(bytes);
    }

    private ErlBinary ReadBinary()
    {
        // Below this size a copy costs less than keeping the whole input alive.
        const int SmallestSlice = 64;
        uint length = ReadUInt32();
        int start = _position;
        ReadOnlySpan<byte> bytes = ReadBytes(length);
        if (_shared.Array is not null && bytes.Length >= SmallestSlice)
        {
            Charge(TermSize.Binary);
            return ErlBinary.Wrap(_shared.AsMemory(start, bytes.Length));
        }

        Charge(TermSize.Binary + bytes.Length);
        return ErlBinary.Copy(bytes);
    }

    private ErlTerm ReadBitBinary()
    {
        uint length = ReadUInt32();
        byte bits = ReadByte();
        if (bits > 8 || (bits == 0) != (length == 0))
        {
            throw Error(TermRule.FieldValue, _position - 1, $"The last byte of a bit string of {length} bytes cannot have {bits} bits.");
        }

        ReadOnlySpan<byte> bytes = ReadBytes(length);
        Charge(TermSize.Binary + bytes.Length);
        return ErlBitString.Create(bytes, bits);
    }

    private ErlFloat ReadNewFloat()
    {
        double value = BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(sizeof(double)));
        return MakeFloat(value, sizeof(double));
    }

    private ErlFloat ReadTextFloat()
    {
        const int FieldLength = 31;
        ReadOnlySpan<byte> field = ReadBytes(FieldLength);
        int end = field.IndexOf((byte)0);
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(field[..(end < 0 ? FieldLength : end)], Style, CultureInfo.InvariantCulture, out double value)
            ? MakeFloat(value, FieldLength)
            : throw Error(TermRule.FloatValue, _position - FieldLength, "The text of a float is not a number.");
    }

    private ErlFloat MakeFloat(double value, int fieldLength)
    {
        if (!double.IsFinite(value))
        {
            throw Error(TermRule.FloatValue, _position - fieldLength, "A float must be finite.");
        }

        Charge(TermSize.Number);
        return new ErlFloat(value);
    }

    private ErlInteger ReadBig(uint length)
    {
        if (length > _limits.MaxIntegerLength)
        {
            throw Error(
                TermRule.IntegerLength, _position, $"An integer of {length} bytes is longer than the limit of {_limits.MaxIntegerLength}.");
        }

        bool negative = ReadByte() != 0;
        ReadOnlySpan<byte> magnitude = ReadBytes(length);
        if (length < sizeof(long))
        {
            Charge(TermSize.Number);
            long small = ReadMagnitude(magnitude);
            return ErlInteger.Of(negative ? -small : small);
        }

        Charge(TermSize.LargeInteger + magnitude.Length);
        var value = new BigInteger(magnitude, isUnsigned: true);
        return ErlInteger.Of(negative ? -value : value);
    }

    /// <summary>Up to seven bytes, the lowest first.</summary>
    private static long ReadMagnitude(ReadOnlySpan<byte> magnitude)
    {
        long value = 0;
        for (int i = magnitude.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | magnitude[i];
        }

        return value;
    }

    private ErlAtom ReadLatin1Atom(int length)
    {
        if (length > ErlAtom.MaxLength)
        {
            throw Error(TermRule.AtomLength, _position, $"An atom of {length} characters is longer than {ErlAtom.MaxLength}.");
        }

        ReadOnlySpan<byte> name = ReadBytes((uint)length);
        if (Ascii.IsValid(name))
        {
            return FindOrMakeAtom(name);
        }

        Span<byte> utf8 = stackalloc byte[2 * ErlAtom.MaxLength];
        int written = 0;
        foreach (byte character in name)
        {
            written += new Rune((char)character).EncodeToUtf8(utf8[written..]);
        }

        return FindOrMakeAtom(utf8[..written]);
    }

    private ErlAtom ReadUtf8Atom(int length)
    {
        if (length > ErlAtom.MaxUtf8Length)
        {
            throw Error(TermRule.AtomLength, _position, $"An atom of {length} bytes cannot have only {ErlAtom.MaxLength} characters.");
        }

        return FindOrMakeAtom(ReadBytes((uint)length));
    }

    private ErlAtom FindOrMakeAtom(scoped ReadOnlySpan<byte> utf8)
    {
        if (AtomTable.Find(utf8) is { } atom)
        {
            return atom;
        }

        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            throw Error(TermRule.AtomEncoding, _position - utf8.Length, "The name of an atom is not valid UTF-8.");
        }

        int characters = AtomTable.CountCharacters(utf8);
        if (characters > ErlAtom.MaxLength)
        {
            throw Error(TermRule.AtomLength, _position, $"An atom of {characters} characters is longer than {ErlAtom.MaxLength}.");
        }

        Charge(TermSize.Atom + (4 * utf8.Length));
        return AtomTable.Intern(utf8);
    }

    private ErlAtom ReadCachedAtom()
    {
        byte index = ReadByte();
        return index < _atomCache.Length
            ? _atomCache[index]
            : throw Error(TermRule.FieldValue, _position - 1, $"The atom cache has {_atomCache.Length} atoms here, so none at {index}.");
    }
}
