using System.Globalization;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>One packet of the session between two Erlang nodes that <c>dist-capture.txt</c> holds, with what it says.</summary>
/// <param name="FromInitiator">Whether <c>a@localhost</c>, which connected, sent it.</param>
/// <param name="Text">What the packet says, as the capture's own decoder printed it.</param>
/// <param name="Bytes">The packet with its length.</param>
internal sealed record CapturedPacket(bool FromInitiator, string Text, byte[] Bytes)
{
    private const string InitiatorToAcceptor = "58446->15001";

    /// <summary>The packets after the handshake, in the order of the wire.</summary>
    public static IEnumerable<CapturedPacket> ReadAll()
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Net", "Vectors", "dist-capture.txt"));
        for (int i = 0; i < lines.Length - 1; i++)
        {
            string[] parts = lines[i].Split(' ', 3);
            bool hasBytes = lines[i + 1].StartsWith("    ", StringComparison.Ordinal);
            if (hasBytes && parts.Length == 3 && parts[1].Contains("->", StringComparison.Ordinal))
            {
                yield return new CapturedPacket(parts[1] == InitiatorToAcceptor, parts[2], ReadBytes(lines[i + 1].Trim()));
            }
        }
    }

    /// <summary>Long packets are cut short in the file; what is missing is all <c>x</c>, or follows in the text.</summary>
    private static byte[] ReadBytes(string hex)
    {
        int cut = hex.IndexOf("...", StringComparison.Ordinal);
        if (cut < 0)
        {
            return Convert.FromHexString(hex);
        }

        string size = hex[(cut + 4)..hex.IndexOf(' ', cut)];
        byte[] bytes = new byte[int.Parse(size, CultureInfo.InvariantCulture)];
        Array.Fill(bytes, (byte)'x');
        Convert.FromHexString(hex[..cut]).CopyTo(bytes, 0);
        return bytes;
    }
}
