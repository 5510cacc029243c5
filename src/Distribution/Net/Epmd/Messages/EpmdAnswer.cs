using System.Buffers.Binary;
using System.Text;

namespace Chan.Distribution.Net.Epmd.Messages;

/// <summary>What epmd answers: without a length, ended by the connection's end.</summary>
internal static class EpmdAnswer
{
    /// <summary>A registration that succeeded, in the form that fits the node's version.</summary>
    public static byte[] Registered(int highestVersion, uint creation) => Alive2(highestVersion, EpmdWire.Ok, creation);

    /// <summary>A registration that did not succeed.</summary>
    public static byte[] Refused(int highestVersion) => Alive2(highestVersion, EpmdWire.Error, EpmdWire.ErrorCreation);

    /// <summary>Where a node is, or that it is unknown.</summary>
    public static byte[] Node(EpmdNode? node)
        => node is null ? [EpmdWire.Port2Response, EpmdWire.Error] : [EpmdWire.Port2Response, EpmdWire.Ok, .. EpmdEntry.Encode(node)];

    /// <summary>The port and a line for each node.</summary>
    public static byte[] Names(int port, IEnumerable<EpmdTableEntry> active)
    {
        var text = new StringBuilder();
        foreach (EpmdTableEntry entry in active)
        {
            text.Append("name ").Append(entry.Node.Name).Append(" at port ").Append(entry.Node.Port).Append('\n');
        }

        return WithPort(port, text);
    }

    /// <summary>The port and everything in the table; each line ends with a NUL after its line end, as in Erlang.</summary>
    public static byte[] Dump(int port, IEnumerable<EpmdTableEntry> active, IEnumerable<EpmdTableEntry> old)
    {
        var text = new StringBuilder();
        foreach (EpmdTableEntry entry in active)
        {
            text.Append("active name     <").Append(entry.Node.Name).Append("> at port ").Append(entry.Node.Port)
                .Append(", fd = ").Append(entry.Id).Append("\n\0");
        }

        foreach (EpmdTableEntry entry in old)
        {
            text.Append("old/unused name <").Append(entry.Node.Name).Append(">, port = ").Append(entry.Node.Port)
                .Append(", fd = ").Append(entry.Id).Append(" \n\0");
        }

        return WithPort(port, text);
    }

    /// <summary>Whether epmd ends, as it was told to.</summary>
    public static byte[] Killed(bool ends) => ends ? "OK"u8.ToArray() : "NO"u8.ToArray();

    private static byte[] WithPort(int port, StringBuilder text)
    {
        byte[] answer = new byte[sizeof(uint) + EpmdWire.Utf8.GetByteCount(text.ToString())];
        BinaryPrimitives.WriteUInt32BigEndian(answer, (uint)port);
        EpmdWire.Utf8.GetBytes(text.ToString(), answer.AsSpan(sizeof(uint)));
        return answer;
    }

    private static byte[] Alive2(int highestVersion, byte result, uint creation)
    {
        bool isExtended = highestVersion >= EpmdWire.Version;
        byte[] answer = new byte[2 + (isExtended ? sizeof(uint) : sizeof(ushort))];
        answer[0] = isExtended ? EpmdWire.Alive2ExtendedResponse : EpmdWire.Alive2Response;
        answer[1] = result;
        if (isExtended)
        {
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(2), creation);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)creation);
        }

        return answer;
    }
}
