using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Chan.Terms.Syntax;

/// <summary>Prints terms without children.</summary>
internal static class LeafPrinter
{
    private const int BitsOfHexDigit = 4;

    public static void Print(PrintLimit limit, ErlTerm term)
    {
        StringBuilder output = limit.Text;
        switch (term)
        {
            case ErlInteger integer when integer.IsSmall:
                output.Append(integer.Small);
                break;
            case ErlInteger integer when integer.Value.GetBitLength() / BitsOfHexDigit > limit.MaxLength:
                PrintBeginning(limit, integer.Value);
                break;
            case ErlInteger integer:
                output.Append(integer.Value.ToString());
                break;
            case ErlAtom atom:
                QuotedText.AppendAtom(output, atom.Name);
                break;
            case ErlFloat number:
                output.Append(FloatText.Format(number.Value));
                break;
            case ErlBinary binary:
                PrintBinary(limit, binary.Span);
                break;
            case ErlBitString bits:
                output.Append("<<");
                AppendBytes(limit, bits.Span[..^1]);
                output.Append(bits.Span.Length > 1 ? "," : string.Empty)
                    .Append(bits.Span[^1] >> (8 - bits.LastBits)).Append(':').Append(bits.LastBits).Append(">>");
                break;
            case ErlFun fun:
                PrintFun(output, fun);
                break;
            default:
                PrintIdentifier(output, term);
                break;
        }
    }

    /// <summary>To base 16, whose first digits are there without the others: those to base 10 take more than linear time.</summary>
    private static void PrintBeginning(PrintLimit limit, BigInteger number)
    {
        int digits = limit.Take(int.MaxValue);
        BigInteger beginning = BigInteger.Abs(number) >> (int)(((number.GetBitLength() / BitsOfHexDigit) - digits) * BitsOfHexDigit);
        limit.Text.Append(number.Sign < 0 ? "-16#" : "16#").Append(beginning.ToString("X", CultureInfo.InvariantCulture).TrimStart('0'));
    }

    /// <summary>As text if every character is printable: in UTF-8 if the bytes are that, otherwise in Latin-1; else as numbers.</summary>
    private static void PrintBinary(PrintLimit limit, ReadOnlySpan<byte> all)
    {
        StringBuilder output = limit.Text.Append("<<");
        ReadOnlySpan<byte> bytes = Beginning(all, limit.TakeBytes(all.Length));
        bool isUtf8 = Utf8.IsValid(bytes);
        string text = (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        if (bytes.IsEmpty || !text.EnumerateRunes().All(rune => NameCharacters.IsPrintable(rune.Value)))
        {
            AppendBytes(limit, bytes);
        }
        else
        {
            QuotedText.Append(output, text, '"');
            output.Append(isUtf8 && !Ascii.IsValid(bytes) ? "/utf8" : string.Empty);
        }

        output.Append(">>");
    }

    /// <summary>The first bytes, without the beginning of a character that does not end among them.</summary>
    private static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> all, int count)
    {
        if (count == all.Length)
        {
            return all;
        }

        int end = count;
        while (end > 0 && count - end < 4 && (all[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return all[..((all[end] & 0xC0) == 0x80 ? count : end)];
    }

    private static void AppendBytes(PrintLimit limit, ReadOnlySpan<byte> bytes)
    {
        int count = limit.Take(bytes.Length);
        for (int i = 0; i < count; i++)
        {
            limit.Text.Append(i == 0 ? string.Empty : ",").Append(bytes[i]);
        }
    }

    private static void PrintFun(StringBuilder output, ErlFun fun)
    {
        output.Append(fun.IsInternal ? "#Fun<" : "fun ");
        QuotedText.AppendAtom(output, fun.Module.Name);
        if (fun.IsInternal)
        {
            output.Append('.').Append(fun.Slots[1]).Append('.').Append(fun.Slots[2]).Append('>');
            return;
        }

        output.Append(':');
        QuotedText.AppendAtom(output, fun.Function!.Name);
        output.Append('/').Append(fun.Arity);
    }

    private static void PrintIdentifier(StringBuilder output, ErlTerm term)
    {
        switch (term)
        {
            case ErlPid pid:
                output.Append('<');
                AppendOwner(output, pid.Node, pid.Creation);
                output.Append('.').Append(pid.Id).Append('.').Append(pid.Serial);
                break;
            case ErlPort port:
                output.Append("#Port<");
                AppendOwner(output, port.Node, port.Creation);
                output.Append('.').Append(port.Id);
                break;
            case ErlReference reference:
                output.Append("#Ref<");
                AppendOwner(output, reference.Node, reference.Creation);
                ReadOnlySpan<uint> words = reference.Words;
                for (int i = words.Length - 1; i >= 0; i--)
                {
                    output.Append('.').Append(words[i]);
                }

                break;
        }

        output.Append('>');
    }

    private static void AppendOwner(StringBuilder output, ErlAtom node, uint creation)
    {
        if (node == Atoms.NonodeNohost && creation == 0)
        {
            output.Append('0');
            return;
        }

        QuotedText.AppendAtom(output, node.Name);
        output.Append('/').Append(creation);
    }
}
