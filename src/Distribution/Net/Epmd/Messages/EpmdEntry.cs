using System.Buffers.Binary;
using System.Text;

namespace Chan.Distribution.Net.Epmd.Messages;

/// <summary>A node's entry, as it stands in a registration and in the answer to a look-up.</summary>
internal static class EpmdEntry
{
    /// <summary>Writes <c>Port:16, Type:8, Protocol:8, High:16, Low:16, NLen:16, Name, ELen:16, Extra</c>.</summary>
    public static byte[] Encode(EpmdNode node)
    {
        byte[] name = EpmdWire.Utf8.GetBytes(node.Name);
        byte[] entry = new byte[EpmdWire.EntryHeadLength + name.Length + sizeof(ushort) + node.Extra.Length];
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)node.Port);
        entry[2] = node.IsHidden ? EpmdWire.HiddenNode : EpmdWire.VisibleNode;
        entry[3] = EpmdWire.TcpProtocol;
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(4), (ushort)node.HighestVersion);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(6), (ushort)node.LowestVersion);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(8), (ushort)name.Length);
        name.CopyTo(entry.AsSpan(EpmdWire.EntryHeadLength));
        Span<byte> extra = entry.AsSpan(EpmdWire.EntryHeadLength + name.Length);
        BinaryPrimitives.WriteUInt16BigEndian(extra, (ushort)node.Extra.Length);
        node.Extra.Span.CopyTo(extra[sizeof(ushort)..]);
        return entry;
    }

    /// <summary>Reads an entry; bytes after it are ignored.</summary>
    /// <returns>Null if it breaks off, or its name or protocol is not one that can be used.</returns>
    public static EpmdNode? Read(ReadOnlySpan<byte> entry)
    {
        if (entry.Length < EpmdWire.EntryHeadLength)
        {
            return null;
        }

        int nameLength = BinaryPrimitives.ReadUInt16BigEndian(entry[8..]);
        ReadOnlySpan<byte> afterHead = entry[EpmdWire.EntryHeadLength..];
        if (afterHead.Length < nameLength + sizeof(ushort))
        {
            return null;
        }

        ReadOnlySpan<byte> afterName = afterHead[nameLength..];
        int extraLength = BinaryPrimitives.ReadUInt16BigEndian(afterName);
        return afterName.Length - sizeof(ushort) >= extraLength
            && extraLength <= EpmdWire.MaxExtraBytes
            && entry[3] == EpmdWire.TcpProtocol
            && TryReadName(afterHead[..nameLength], out string name)
            ? new EpmdNode
            {
                Name = name,
                Port = BinaryPrimitives.ReadUInt16BigEndian(entry),
                IsHidden = entry[2] == EpmdWire.HiddenNode,
                HighestVersion = BinaryPrimitives.ReadUInt16BigEndian(entry[4..]),
                LowestVersion = BinaryPrimitives.ReadUInt16BigEndian(entry[6..]),
                Extra = afterName.Slice(sizeof(ushort), extraLength).ToArray(),
            }
            : null;
    }

    /// <summary>Reads a name: 1 to 255 characters of UTF-8, none of which could end a line or hide in one.</summary>
    public static bool TryReadName(ReadOnlySpan<byte> bytes, out string name)
    {
        name = "";
        if (bytes.Length is 0 or > EpmdWire.MaxNameBytes)
        {
            return false;
        }

        try
        {
            name = EpmdWire.Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        return IsName(name);
    }

    /// <summary>Whether epmd can keep a name.</summary>
    public static bool IsName(string name)
    {
        int characters = 0;
        foreach (Rune character in name.EnumerateRunes())
        {
            characters++;
            if (Rune.IsControl(character) || Rune.IsWhiteSpace(character) || character.Value == '@')
            {
                return false;
            }
        }

        return characters is > 0 and <= EpmdWire.MaxNameLength;
    }
}
