using System.Globalization;

namespace Chan.Server.Configuration.Reading;

/// <summary>
/// Typed values of a section's keys. A value that does not fit counts as not written: <see cref="SchemaCheck"/> has reported it.
/// </summary>
internal static class SettingValues
{
    public static string? Text(this SettingNode section, string name)
        => section[name] is { Children.Count: 0, Value: { } value } ? value : null;

    public static bool Flag(this SettingNode section, string name)
        => bool.TryParse(section.Text(name), out bool value) && value;

    public static int Integer(this SettingNode section, string name, int otherwise)
        => int.TryParse(section.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    public static int Size(this SettingNode section, string name, int otherwise)
        => section.Text(name) is { } text && Units.TryReadSize(text, out long value) && value <= int.MaxValue ? (int)value : otherwise;

    public static TimeSpan Duration(this SettingNode section, string name, TimeSpan otherwise)
        => section.Text(name) is { } text && Units.TryReadDuration(text, out long value) && value <= MaxMilliseconds
            ? TimeSpan.FromMilliseconds(value)
            : otherwise;

    /// <summary>The items of a list that are texts.</summary>
    public static IReadOnlyList<SettingNode> Items(this SettingNode section, string name)
        => [.. section[name]?.Children.Where(item => item is { Children.Count: 0, Value: not null }) ?? []];

    /// <summary>The named sections inside a key.</summary>
    public static IReadOnlyList<SettingNode> Named(this SettingNode section, string name) => section[name]?.Children ?? [];

    private const long MaxMilliseconds = 1_000L * 365 * 24 * 3_600_000;
}
