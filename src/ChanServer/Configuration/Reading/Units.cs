using System.Buffers;
using System.Globalization;

namespace Chan.Server.Configuration.Reading;

/// <summary>Reads and writes values with units.</summary>
internal static class Units
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Milliseconds)[] Durations =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    private static readonly (string Unit, long Bytes)[] Sizes = [("KiB", 1024), ("MiB", 1024 * 1024), ("B", 1)];

    /// <summary>Reads <c>10s</c>, <c>1.5 h</c>; false without a unit.</summary>
    public static bool TryReadDuration(string text, out long milliseconds) => TryRead(text, Durations, null, out milliseconds);

    /// <summary>Reads <c>64KiB</c>, <c>1 MiB</c>, <c>1024</c>.</summary>
    public static bool TryReadSize(string text, out long bytes) => TryRead(text, Sizes, 1, out bytes);

    /// <summary>A duration with the largest unit that divides it.</summary>
    public static string ShowDuration(long milliseconds) => Show(milliseconds, Durations, "ms");

    /// <summary>A size with the largest unit that divides it.</summary>
    public static string ShowSize(long bytes) => Show(bytes, Sizes, "B");

    private static bool TryRead(string text, (string Unit, long Factor)[] units, long? withoutUnit, out long value)
    {
        string trimmed = text.Trim();
        int digits = trimmed.AsSpan().IndexOfAnyExcept(NumberCharacters);
        string unit = digits < 0 ? "" : trimmed[digits..].Trim();
        string number = digits < 0 ? trimmed : trimmed[..digits];
        long factor = unit.Length == 0 ? withoutUnit ?? 0 : units.FirstOrDefault(known => known.Unit == unit).Factor;
        value = 0;
        if (factor == 0 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)
            || count > long.MaxValue / 86_400_000)
        {
            return false;
        }

        decimal exact = count * factor;
        value = (long)exact;
        return value == exact;
    }

    private static string Show(long value, (string Unit, long Factor)[] units, string smallest)
    {
        (string unit, long factor) = value == 0
            ? (smallest, 1)
            : units.Where(known => value % known.Factor == 0).MaxBy(known => known.Factor);
        return string.Create(CultureInfo.InvariantCulture, $"{value / factor} {unit}");
    }
}
