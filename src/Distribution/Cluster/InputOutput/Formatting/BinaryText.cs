using System.Globalization;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Binaries and bit strings as numbers.</summary>
internal static class BinaryText
{
    /// <summary>The numbers between <c>&lt;&lt;</c> and <c>&gt;&gt;</c>, one text each, without commas.</summary>
    public static List<string> Numbers(ErlTerm binary, int depth)
    {
        ReadOnlySpan<byte> bytes = binary is ErlBinary whole ? whole.Span : ((ErlBitString)binary).Span;
        var numbers = new List<string>();
        for (int i = 0; i < bytes.Length; i++)
        {
            if (depth == 1)
            {
                numbers.Add("...");
                break;
            }

            depth--;
            bool isPart = binary is ErlBitString && i == bytes.Length - 1;
            numbers.Add(isPart
                ? string.Create(CultureInfo.InvariantCulture, $"{bytes[i] >> (8 - ((ErlBitString)binary).LastBits)}:{((ErlBitString)binary).LastBits}")
                : bytes[i].ToString(CultureInfo.InvariantCulture));
        }

        return numbers;
    }
}
