using System.Buffers.Binary;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Control;

/// <summary>Reads the control tuple and the payload from the body of a message.</summary>
internal ref struct ControlReader
{
    private const byte VersionTag = 131;
    private const byte SmallTupleTag = 104;
    private const byte SmallIntegerTag = 97;
    private const byte NewPidTag = 88;
    private const byte AtomCacheRefTag = 82;

    private readonly ReadOnlyMemory<byte> _owned;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<ErlAtom> _atoms;
    private readonly TermDecodingContext _context;
    private readonly TermLimits _limits;
    private int _position;

    /// <summary>A reader of bytes that change later: binaries are copied.</summary>
    public ControlReader(ReadOnlySpan<byte> bytes, ReadOnlySpan<ErlAtom> atoms, TermDecodingContext context, TermLimits limits)
    {
        _bytes = bytes;
        _atoms = atoms;
        _context = context;
        _limits = limits;
    }

    /// <summary>A reader of bytes that from now on belong to the payload: its larger binaries are slices of them.</summary>
    public ControlReader(ReadOnlyMemory<byte> owned, ReadOnlySpan<ErlAtom> atoms, TermDecodingContext context, TermLimits limits)
        : this(owned.Span, atoms, context, limits)
        => _owned = owned;

    /// <summary>Whether 131 stands before both terms, as in pass-through messages.</summary>
    public bool HasVersions { get; init; }

    /// <summary>Reads the message. What follows it is ignored, as OTP does.</summary>
    /// <exception cref="ProtocolViolationException">There is no such operation, or its tuple has another size.</exception>
    /// <exception cref="TermDecodeException">The bytes are not terms.</exception>
    public void Read(out ControlMessage message)
    {
        message = default;
        ReadVersion();
        int arity = ReadTupleHead();
        message.Operation = ReadOperation();
        ControlShape shape = ControlShape.Of(message.Operation)
            ?? throw new ProtocolViolationException($"There is no control operation {(int)message.Operation}.");
        if (arity != shape.Arity && !(shape.MayGrow && arity > shape.Arity))
        {
            throw new ProtocolViolationException($"A control tuple {message.Operation} has {shape.Arity} elements, not {arity}.");
        }

        foreach (ControlField field in shape.Fields)
        {
            if (field == ControlField.Unused)
            {
                ReadTerm();
            }
            else
            {
                message[field] = ReadTerm();
            }
        }

        for (int more = shape.Arity; more < arity; more++)
        {
            message.Token = ReadTerm();
        }

        if (shape.HasPayload)
        {
            ReadVersion();
            message.Payload = ReadPayload();
        }
    }

    private void ReadVersion()
    {
        if (HasVersions && ReadByte() != VersionTag)
        {
            throw new ProtocolViolationException("A term of a pass-through message begins with 131.");
        }
    }

    private int ReadTupleHead()
        => ReadByte() == SmallTupleTag && ReadByte() is > 0 and byte arity
            ? arity
            : throw new ProtocolViolationException("A control message is a tuple with an operation.");

    private ControlOperation ReadOperation()
        => ReadByte() == SmallIntegerTag
            ? (ControlOperation)ReadByte()
            : throw new ProtocolViolationException("The operation of a control message is a small integer.");

    private byte ReadByte()
        => _position < _bytes.Length ? _bytes[_position++] : throw new ProtocolViolationException("The message ends in its control tuple.");

    private ErlTerm ReadTerm()
    {
        const int CachedPidLength = 15;
        ReadOnlySpan<byte> rest = _bytes[_position..];

        // Nearly every element is a pid whose node is in the header.
        if (rest.Length >= CachedPidLength && rest[0] == NewPidTag && rest[1] == AtomCacheRefTag && rest[2] < _atoms.Length)
        {
            _position += CachedPidLength;
            return _context.Pid(
                _atoms[rest[2]],
                BinaryPrimitives.ReadUInt32BigEndian(rest[3..]),
                BinaryPrimitives.ReadUInt32BigEndian(rest[7..]),
                BinaryPrimitives.ReadUInt32BigEndian(rest[11..]));
        }

        ErlTerm term = TermDecoder.DecodeBare(rest, _limits, _atoms, _context, out int consumed);
        _position += consumed;
        return term;
    }

    private readonly ErlTerm ReadPayload()
        => _owned.IsEmpty
            ? TermDecoder.DecodeBare(_bytes[_position..], _limits, _atoms, _context, out _)
            : TermDecoder.DecodeBareOwned(_owned[_position..], _limits, _atoms, _context, out _);
}
