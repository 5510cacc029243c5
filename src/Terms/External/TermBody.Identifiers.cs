using System.Buffers.Binary;
using Chan.Terms.Structure;

namespace Chan.Terms.External;

/// <content>Pids, ports, references and funs.</content>
internal static partial class TermBody
{
    /// <summary>The old form of a port has 28 bits for the number.</summary>
    private const ulong NewPortLimit = 1UL << 28;

    private static void WritePid(ref TermWriter writer, ErlPid pid)
    {
        ErlAtom node = pid.Node;
        uint creation = pid.Creation;
        writer.Context?.Identify(ref node, ref creation);
        writer.WriteByte(TermTag.NewPid);
        WriteAtom(ref writer, node);
        writer.WriteUInt32(pid.Id);
        writer.WriteUInt32(pid.Serial);
        writer.WriteUInt32(creation);
    }

    private static void WritePort(ref TermWriter writer, ErlPort port)
    {
        ErlAtom node = port.Node;
        uint creation = port.Creation;
        writer.Context?.Identify(ref node, ref creation);
        bool isNew = port.Id < NewPortLimit;
        writer.WriteByte(isNew ? TermTag.NewPort : TermTag.V4Port);
        WriteAtom(ref writer, node);
        if (!isNew)
        {
            writer.WriteUInt32((uint)(port.Id >> 32));
        }

        writer.WriteUInt32((uint)port.Id);
        writer.WriteUInt32(creation);
    }

    private static void WriteReference(ref TermWriter writer, ErlReference reference)
    {
        ErlAtom node = reference.Node;
        uint creation = reference.Creation;
        writer.Context?.Identify(ref node, ref creation);
        ReadOnlySpan<uint> words = reference.Words;
        writer.WriteByte(TermTag.NewerReference);
        BinaryPrimitives.WriteUInt16BigEndian(writer.GetSpan(sizeof(ushort)), (ushort)words.Length);
        writer.Advance(sizeof(ushort));
        WriteAtom(ref writer, node);
        writer.WriteUInt32(creation);
        foreach (uint word in words)
        {
            writer.WriteUInt32(word);
        }
    }

    private static void OpenFun(ref TermWriter writer, ref FrameStack<Frame> frames, ErlFun fun)
    {
        if (!fun.IsInternal)
        {
            writer.WriteByte(TermTag.Export);
            WriteAtom(ref writer, fun.Module);
            WriteAtom(ref writer, fun.Function!);
            WriteInteger(ref writer, ErlInteger.Of(fun.Arity));
            return;
        }

        const int UniqLength = 16;
        writer.WriteByte(TermTag.NewFun);
        int place = writer.ReserveSize();
        writer.WriteByte((byte)fun.Arity);
        BinaryPrimitives.WriteUInt128BigEndian(writer.GetSpan(UniqLength), fun.Uniq);
        writer.Advance(UniqLength);
        writer.WriteUInt32(fun.Index);
        writer.WriteUInt32((uint)fun.FreeVariables.Length);
        WriteAtom(ref writer, fun.Module);
        WriteInteger(ref writer, (ErlInteger)fun.Slots[1]);
        WriteInteger(ref writer, (ErlInteger)fun.Slots[2]);
        WritePid(ref writer, fun.Creator!);
        frames.Push(new Frame { Container = fun, SizePlace = place });
    }
}
