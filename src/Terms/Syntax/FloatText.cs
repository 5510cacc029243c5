using System.Globalization;

namespace Chan.Terms.Syntax;

/// <summary>Floats as Erlang prints them: the fewest digits that read back as the same float, and a dot always.</summary>
internal static class FloatText
{
    /// <summary>From 2^53 on not every integer is a float; Erlang then always shows the exponent.</summary>
    private const double ExponentFrom = 9007199254740992.0;

    public static string Format(double value)
    {
        string scientific = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        string sign = double.IsNegative(value) ? "-" : string.Empty;
        if (value == 0)
        {
            return sign + "0.0";
        }

        string digits = Digits(shortest);
        int exponent = Exponent(shortest, scientific);
        return sign + (Math.Abs(value) >= ExponentFrom ? WithExponent(digits, exponent) : Place(digits, exponent + 1));
    }

    private static string Digits(string number)
    {
        int e = number.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (e < 0 ? number : number[..e]).Replace(".", string.Empty, StringComparison.Ordinal);
        return mantissa.Trim('0');
    }

    /// <summary>The power of ten of the first digit.</summary>
    private static int Exponent(string shortest, string scientific)
    {
        int e = shortest.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            return int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        int dot = shortest.IndexOf('.', StringComparison.Ordinal);
        int whole = dot < 0 ? shortest.Length : dot;
        return shortest[0] != '0'
            ? whole - 1
            : int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>Puts the dot after <paramref name="place"/> digits, unless an exponent makes a shorter text.</summary>
    private static string Place(string digits, int place)
    {
        if (place > 0 && place < digits.Length)
        {
            return digits[..place] + "." + digits[place..];
        }

        int exponentLength = (place - 1).ToString(CultureInfo.InvariantCulture).Length + 1 + (digits.Length == 1 ? 2 : 1);
        if (place <= 0)
        {
            return 2 - place <= exponentLength || place == 0
                ? "0." + new string('0', -place) + digits
                : WithExponent(digits, place - 1);
        }

        return place - digits.Length + 2 <= exponentLength
            ? digits + new string('0', place - digits.Length) + ".0"
            : WithExponent(digits, place - 1);
    }

    private static string WithExponent(string digits, int exponent)
        => $"{digits[0]}.{(digits.Length == 1 ? "0" : digits[1..])}e{exponent}";
}
