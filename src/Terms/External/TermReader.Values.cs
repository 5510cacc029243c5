using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Chan.Terms.Structure;

namespace Chan.Terms.External;

/// <content>One term, or the head of one.</content>
internal ref partial struct TermReader
{
    /// <summary>Reads a term without children, or the head of a container.</summary>
    /// <returns>The term; null if a container was opened, whose frame is now on top.</returns>
    private ErlTerm? ReadValueOrOpen(ref FrameStack<Frame> frames)
    {
        switch (ReadByte())
        {
            case TermTag.SmallInteger:
                return ErlInteger.Of(ReadByte());
            case TermTag.Integer:
                Charge(TermSize.Number);
                return ErlInteger.Of((int)ReadUInt32());
            case TermTag.SmallAtomUtf8:
                return ReadUtf8Atom(ReadByte());
            case TermTag.Atom:
                return ReadLatin1Atom(ReadUInt16());
            case TermTag.SmallTuple:
                return OpenTuple(ref frames, ReadByte());
            case TermTag.Nil:
                return ErlList.Empty;
            case TermTag.String:
                return ReadString();
            case TermTag.List:
                return OpenList(ref frames, ReadCount(TermSize.Slot));
            case TermTag.Binary:
                return ReadBinary();
            case TermTag.Map:
                return OpenMap(ref frames);
            case TermTag.NewFloat:
                return ReadNewFloat();
            default:
                return ReadRareValueOrOpen(ref frames, _input[_position - 1]);
        }
    }

    private ErlTerm? ReadRareValueOrOpen(ref FrameStack<Frame> frames, byte tag) => tag switch
    {
        TermTag.SmallBig => ReadBig(ReadByte()),
        TermTag.LargeBig => ReadBig(ReadUInt32()),
        TermTag.LargeTuple => OpenTuple(ref frames, ReadUInt32()),
        TermTag.BitBinary => ReadBitBinary(),
        TermTag.AtomUtf8 => ReadUtf8Atom(ReadUInt16()),
        TermTag.SmallAtom => ReadLatin1Atom(ReadByte()),
        TermTag.AtomCacheRef => ReadCachedAtom(),
        TermTag.Float => ReadTextFloat(),
        TermTag.NewPid or TermTag.Pid => ReadPid(tag),
        TermTag.V4Port or TermTag.NewPort or TermTag.Port => ReadPort(tag),
        TermTag.NewerReference or TermTag.NewReference or TermTag.Reference => ReadReference(tag),
        TermTag.Export => ReadExport(),
        TermTag.NewFun => OpenFun(ref frames),
        TermTag.Fun => throw Error(TermRule.UnknownTag, _position - 1, "FUN_EXT (117) is not used since OTP 23."),
        TermTag.Local => throw Error(TermRule.UnknownTag, _position - 1, "LOCAL_EXT (121) can be read by its sender only."),
        TermTag.Compressed => throw Error(TermRule.NotAllowed, _position - 1, "Only a whole term can be compressed, not a part of one."),
        _ => throw Error(TermRule.UnknownTag, _position - 1, $"There is no term with tag {tag}."),
    };

    private ErlTuple? OpenTuple(ref FrameStack<Frame> frames, uint arity)
    {
        if (arity == 0)
        {
            return ErlTuple.Empty;
        }

        CheckCount(arity);
        Charge(TermSize.Tuple + ((long)arity * TermSize.Slot));
        Push(ref frames, new Frame { Container = ErlTuple.Allocate((int)arity) });
        return null;
    }

    private ErlList? OpenList(ref FrameStack<Frame> frames, int count)
    {
        if (count == 0 && PeekByte() == TermTag.Nil)
        {
            _position++;
            return ErlList.Empty;
        }

        Charge(TermSize.List);
        Push(ref frames, new Frame { Items = new ErlTerm[count], Length = count });
        return null;
    }

    private ErlMap? OpenMap(ref FrameStack<Frame> frames)
    {
        long slots = 2L * ReadUInt32();
        if (slots == 0)
        {
            return ErlMap.Empty;
        }

        CheckCount(slots);
        Charge(TermSize.Map + (slots * TermSize.Slot));
        Push(ref frames, new Frame { Items = new ErlTerm[slots], Length = (int)slots, IsMap = true });
        return null;
    }

    private readonly void Push(ref FrameStack<Frame> frames, in Frame frame)
    {
        if (frames.Count >= _limits.MaxDepth)
        {
            throw Error(TermRule.Depth, _position, $"The term is nested deeper than {_limits.MaxDepth}.");
        }

        frames.Push(frame);
    }

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
        Charge(TermSize.LargeInteger + magnitude.Length);
        var value = new BigInteger(magnitude, isUnsigned: true);
        return ErlInteger.Of(negative ? -value : value);
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
