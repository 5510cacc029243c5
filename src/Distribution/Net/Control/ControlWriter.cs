using System.Buffers;
using System.Buffers.Binary;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Control;

/// <summary>Writes control tuples and payloads.</summary>
internal static class ControlWriter
{
    private const byte VersionTag = 131;
    private const byte SmallTupleTag = 104;
    private const byte SmallIntegerTag = 97;
    private const byte NewPidTag = 88;
    private const byte AtomCacheRefTag = 82;

    /// <summary>Writes the control tuple.</summary>
    /// <param name="message">All fields that its shape names are there.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="context">How the connection writes atoms and identities.</param>
    public static void WriteControl(in ControlMessage message, IBufferWriter<byte> output, TermEncodingContext context)
    {
        ControlShape shape = ControlShape.Of(message.Operation)!;
        Span<byte> head = output.GetSpan(4);
        head[3] = (byte)message.Operation;
        head[2] = SmallIntegerTag;
        head[1] = (byte)shape.Arity;
        head[0] = SmallTupleTag;
        output.Advance(4);
        ref ControlMessage fields = ref System.Runtime.CompilerServices.Unsafe.AsRef(in message);
        foreach (ControlField field in shape.Fields)
        {
            WriteTerm(field == ControlField.Unused ? Atoms.Empty : fields[field]!, output, context);
        }
    }

    /// <summary>Writes 131, which stands before both terms of a pass-through message.</summary>
    public static void WriteVersion(IBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = VersionTag;
        output.Advance(1);
    }

    private static void WriteTerm(ErlTerm term, IBufferWriter<byte> output, TermEncodingContext context)
    {
        if (term is ErlPid pid)
        {
            ErlAtom node = pid.Node;
            uint creation = pid.Creation;
            context.Identify(ref node, ref creation);
            if (context.ReferenceTo(node) is >= 0 and int reference)
            {
                WritePid(pid, reference, creation, output);
                return;
            }
        }

        TermEncoder.EncodeBare(term, output, context);
    }

    private static void WritePid(ErlPid pid, int node, uint creation, IBufferWriter<byte> output)
    {
        const int Length = 15;
        Span<byte> bytes = output.GetSpan(Length)[..Length];
        bytes[0] = NewPidTag;
        bytes[1] = AtomCacheRefTag;
        bytes[2] = (byte)node;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[3..], pid.Id);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[7..], pid.Serial);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[11..], creation);
        output.Advance(Length);
    }
}
