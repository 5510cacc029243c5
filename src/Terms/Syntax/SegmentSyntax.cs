using System.Buffers.Binary;
using System.Text;

namespace Chan.Terms.Syntax;

/// <summary>One segment of a binary: <c>Value</c>, <c>Value:Size</c>, <c>Value/Type-Type</c> or <c>Value:Size/Type-Type</c>.</summary>
internal static class SegmentSyntax
{
    public static void Read(TermLexer lexer, BitBuilder bits)
    {
        Token token = lexer.Next();
        if (token.Kind == TokenKind.Text)
        {
            WriteText(lexer, bits, token);
            return;
        }

        ErlTerm? value = token.IsSign("-") || token.IsSign("+") ? LiteralSyntax.ReadSigned(lexer, token) : token.Term;
        int? size = ReadSize(lexer);
        List<string> types = ReadTypes(lexer);
        switch (value)
        {
            case ErlInteger integer when types.Contains("utf8"):
                bits.AddBytes(Utf8(token, integer));
                break;
            case ErlInteger integer when types.Contains("float"):
                WriteFloat(bits, token, (double)integer.Value, size, types);
                break;
            case ErlInteger integer:
                bits.AddInteger(integer.Value, size ?? 8, types.Contains("little"));
                break;
            case ErlFloat number when types.Contains("float"):
                WriteFloat(bits, token, number.Value, size, types);
                break;
            default:
                throw token.Error($"found {token.Describe()} in a binary; expected an integer, a string or a float with /float");
        }
    }

    private static void WriteText(TermLexer lexer, BitBuilder bits, Token first)
    {
        string text = LiteralSyntax.JoinText(lexer, first);
        if (ReadTypes(lexer).Contains("utf8"))
        {
            bits.AddBytes(Encoding.UTF8.GetBytes(text));
            return;
        }

        bits.AddBytes(text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF')
            ? throw first.Error("a character of the string does not fit a byte; write <<\"…\"/utf8>>")
            : Encoding.Latin1.GetBytes(text));
    }

    private static byte[] Utf8(Token token, ErlInteger integer)
        => integer is ErlInteger(long code) && code is >= 0 and <= 0x10FFFF && Rune.IsValid((int)code)
            ? Encoding.UTF8.GetBytes(new Rune((int)code).ToString())
            : throw token.Error($"{token.Describe()} is not the code of a character");

    private static void WriteFloat(BitBuilder bits, Token token, double value, int? size, List<string> types)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        switch (size ?? 64)
        {
            case 64 when double.IsFinite(value):
                BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
                break;
            case 32 when float.IsFinite((float)value):
                BinaryPrimitives.WriteSingleBigEndian(bytes, (float)value);
                bytes = bytes[..sizeof(float)];
                break;
            default:
                throw token.Error("a float in a binary has 64 or 32 bits and must fit them");
        }

        if (types.Contains("little"))
        {
            bytes.Reverse();
        }

        bits.AddBytes(bytes);
    }

    private static int? ReadSize(TermLexer lexer)
    {
        if (!lexer.TryTake(":"))
        {
            return null;
        }

        Token size = lexer.Next();
        return size.Term is ErlInteger(long count) && count is >= 0 and <= BitBuilder.MaxBits
            ? (int)count
            : throw size.Error($"found {size.Describe()}; expected a size from 0 to {BitBuilder.MaxBits} bits");
    }

    private static List<string> ReadTypes(TermLexer lexer)
    {
        var types = new List<string>();
        if (!lexer.TryTake("/"))
        {
            return types;
        }

        do
        {
            Token type = lexer.Next();
            string name = (type.Term as ErlAtom)?.Name ?? string.Empty;
            types.Add(name is "integer" or "float" or "utf8" or "big" or "little" or "signed" or "unsigned"
                ? name
                : throw type.Error($"found {type.Describe()}; expected integer, float, utf8, big, little, signed or unsigned"));
        }
        while (lexer.TryTake("-"));
        return types;
    }
}
