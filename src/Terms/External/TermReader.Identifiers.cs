using System.Buffers.Binary;

namespace Chan.Terms.External;

/// <content>Pids, ports, references and funs.</content>
internal ref partial struct TermReader
{
    private ErlPid ReadPid(byte tag)
    {
        CheckAllowed(_limits.AllowIdentifiers, "A pid");
        Charge(TermSize.Identifier);
        ErlAtom node = ReadAtom();
        uint id = ReadUInt32();
        uint serial = ReadUInt32();
        uint creation = tag == TermTag.NewPid ? ReadUInt32() : ReadByte();
        return _context?.Pid(node, id, serial, creation) ?? new ErlPid(node, id, serial, creation);
    }

    private ErlPort ReadPort(byte tag)
    {
        CheckAllowed(_limits.AllowIdentifiers, "A port");
        Charge(TermSize.Identifier);
        ErlAtom node = ReadAtom();
        ulong id = tag == TermTag.V4Port ? BinaryPrimitives.ReadUInt64BigEndian(ReadBytes(sizeof(ulong))) : ReadUInt32();
        return new ErlPort(node, id, tag == TermTag.Port ? ReadByte() : ReadUInt32());
    }

    private ErlReference ReadReference(byte tag)
    {
        CheckAllowed(_limits.AllowIdentifiers, "A reference");
        Charge(TermSize.Identifier);
        Span<uint> words = stackalloc uint[ErlReference.MaxWords];
        if (tag == TermTag.Reference)
        {
            ErlAtom owner = ReadAtom();
            words[0] = ReadUInt32();
            return MakeReference(owner, ReadByte(), words[..1]);
        }

        int count = ReadUInt16();
        if (count > ErlReference.MaxWords)
        {
            throw Error(TermRule.FieldValue, _position - 2, $"A reference has at most {ErlReference.MaxWords} words, not {count}.");
        }

        ErlAtom node = ReadAtom();
        uint creation = tag == TermTag.NewerReference ? ReadUInt32() : ReadByte();
        words = words[..count];
        foreach (ref uint word in words)
        {
            word = ReadUInt32();
        }

        return MakeReference(node, creation, words);
    }

    private readonly ErlReference MakeReference(ErlAtom node, uint creation, scoped ReadOnlySpan<uint> words)
        => _context?.Reference(node, creation, words) ?? new ErlReference(node, creation, words);

    private ErlFun ReadExport()
    {
        CheckAllowed(_limits.AllowFuns, "A fun");
        Charge(TermSize.Fun);
        ErlAtom module = ReadAtom();
        ErlAtom function = ReadAtom();
        return ReadInteger() is ErlInteger(long arity) && arity is >= 0 and <= int.MaxValue
            ? ErlFun.External(module, function, (int)arity)
            : throw Error(TermRule.FieldValue, _position, "The arity of a fun is not a number of arguments.");
    }

    /// <summary>Reads the head of a closure up to its creator; the captured values are the children.</summary>
    private void OpenFun(ref Frame frame)
    {
        CheckAllowed(_limits.AllowFuns, "A fun");
        int start = _position;
        uint size = ReadUInt32();
        byte arity = ReadByte();
        UInt128 uniq = BinaryPrimitives.ReadUInt128BigEndian(ReadBytes(16));
        uint index = ReadUInt32();
        uint free = ReadUInt32();
        if (size > _input.Length - start)
        {
            throw Truncated(size - (uint)(_position - start));
        }

        CheckCount(free);
        Charge(TermSize.Fun + ((long)free * TermSize.Slot));
        var fun = ErlFun.Internal(arity, uniq, index, (int)free);
        fun.Slots[0] = ReadAtom();
        fun.Slots[1] = ReadInteger();
        fun.Slots[2] = ReadInteger();
        byte tag = ReadByte();
        fun.Slots[3] = tag is TermTag.NewPid or TermTag.Pid
            ? ReadPid(tag)
            : throw Error(TermRule.FieldValue, _position - 1, "The creator of a fun is not a pid.");
        frame.Container = fun;
        frame.Items = fun.Slots;
        frame.Next = ErlFun.FixedSlots;
        frame.Length = fun.Slots.Length;
        frame.End = start + (int)size;
    }

    private ErlAtom ReadAtom() => ReadByte() switch
    {
        TermTag.SmallAtomUtf8 => ReadUtf8Atom(ReadByte()),
        TermTag.AtomUtf8 => ReadUtf8Atom(ReadUInt16()),
        TermTag.SmallAtom => ReadLatin1Atom(ReadByte()),
        TermTag.Atom => ReadLatin1Atom(ReadUInt16()),
        TermTag.AtomCacheRef => ReadCachedAtom(),
        byte tag => throw Error(TermRule.FieldValue, _position - 1, $"An atom must stand here, not a term with tag {tag}."),
    };

    private ErlInteger ReadInteger() => ReadByte() switch
    {
        TermTag.SmallInteger => ErlInteger.Of(ReadByte()),
        TermTag.Integer => ErlInteger.Of((int)ReadUInt32()),
        TermTag.SmallBig => ReadBig(ReadByte()),
        byte tag => throw Error(TermRule.FieldValue, _position - 1, $"An integer must stand here, not a term with tag {tag}."),
    };
}
