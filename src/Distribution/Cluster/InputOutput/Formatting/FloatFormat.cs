using System.Globalization;
using System.Text;
using Chan.Distribution.Processes.Modules;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Floats in the forms of <c>~e</c>, <c>~f</c> and <c>~g</c>, rounded half up from 21 digits as Erlang does.</summary>
internal static class FloatFormat
{
    /// <summary>Precision when none is given.</summary>
    public const int DefaultPrecision = 6;

    /// <summary><c>1.23457e+4</c>: so many significant digits.</summary>
    public static string Scientific(double value, int precision)
    {
        if (precision < 2)
        {
            throw BuiltIn.BadArgument();
        }

        (string digits, int point) = Decompose(value);
        string mantissa = Round(digits, 1, precision - 1, out bool isCarried);
        int exponent = isCarried ? point : point - 1;
        string body = isCarried ? "1" + mantissa[1..] : mantissa;
        return string.Create(CultureInfo.InvariantCulture, $"{Sign(value)}{body}e{(exponent >= 0 ? "+" : string.Empty)}{exponent}");
    }

    /// <summary><c>12345.700000</c>: so many digits after the point.</summary>
    public static string Fixed(double value, int precision)
    {
        if (precision < 1)
        {
            throw BuiltIn.BadArgument();
        }

        (string digits, int point) = Decompose(value);
        if (point <= 0)
        {
            digits = new string('0', 1 - point) + digits;
            point = 1;
        }

        string body = Round(digits, point, precision, out bool isCarried);
        return Sign(value) + (isCarried ? "1" : string.Empty) + body;
    }

    /// <summary>The fixed form from 0.1 to 10,000 where the digits suffice for it, else the scientific one.</summary>
    public static string General(double value, int precision)
    {
        if (precision < 1)
        {
            throw BuiltIn.BadArgument();
        }

        int? exponent = Math.Abs(value) switch
        {
            < 0.1 => -2,
            < 1 => -1,
            < 10 => 0,
            < 100 => 1,
            < 1000 => 2,
            < 10000 => 3,
            _ => null,
        };
        bool isFixed = (precision <= 1 && exponent == -1) || (exponent is >= -1 && precision - 1 > exponent);
        return isFixed ? Fixed(value, precision - 1 - exponent!.Value) : Scientific(value, Math.Max(precision, 2));
    }

    /// <summary>21 digits, and where the point stands after the first of them: <c>0.d1d2…</c> times ten to that power.</summary>
    private static (string Digits, int Point) Decompose(double value)
    {
        string text = Math.Abs(value).ToString("E20", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return (text[0] + text[2..e], int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + 1);
    }

    private static string Sign(double value) => double.IsNegative(value) ? "-" : string.Empty;

    /// <summary>So many digits before and after the point. Carried out of the first digit, that one becomes 0.</summary>
    private static string Round(string digits, int before, int after, out bool isCarried)
    {
        int wanted = before + after;
        char[] kept = digits.PadRight(wanted, '0')[..wanted].ToCharArray();
        isCarried = digits.Length > wanted && digits[wanted] >= '5';
        for (int i = wanted - 1; i >= 0 && isCarried; i--)
        {
            isCarried = kept[i] == '9';
            kept[i] = isCarried ? '0' : (char)(kept[i] + 1);
        }

        return new StringBuilder().Append(kept, 0, before).Append('.').Append(kept, before, after).ToString();
    }
}
