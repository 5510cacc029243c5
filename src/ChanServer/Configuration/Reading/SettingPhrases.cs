using System.Globalization;
using Chan.Server.Configuration.Schema;
using Chan.Server.Configuration.Sources;
using Chan.Server.Diagnostics;

namespace Chan.Server.Configuration.Reading;

/// <summary>The words in which reports speak of values.</summary>
internal static class SettingPhrases
{
    /// <summary>What a key wants, with an article.</summary>
    public static string Wanted(SettingDescription known) => known.Kind switch
    {
        SettingKind.Integer => "a whole number",
        SettingKind.Boolean => "true or false",
        SettingKind.Duration => "a duration with its unit (ms, s, m, h, d)",
        SettingKind.Size => "a number of bytes (unit KiB or MiB, or none)",
        SettingKind.Choice => "one of " + string.Join(", ", known.Choices.Select(choice => $"\"{choice}\"")),
        SettingKind.TextList => "a list of texts",
        SettingKind.Section => "a section",
        SettingKind.NamedSections => "a section of names",
        _ => "a text",
    };

    /// <summary>What was found instead.</summary>
    public static string Found(SettingShape shape) => shape switch
    {
        SettingShape.Section => "a section",
        SettingShape.List => "a list",
        SettingShape.Number => "a number",
        SettingShape.Boolean => "true or false",
        SettingShape.Null => "null",
        _ => "a text",
    };

    /// <summary>A value that would be right, as JSON.</summary>
    public static string Example(SettingDescription known) => known.Kind switch
    {
        SettingKind.Integer => Math.Clamp(12_340, known.Min, known.Max).ToString(CultureInfo.InvariantCulture),
        SettingKind.Boolean => "true",
        SettingKind.Duration => "\"10 s\"",
        SettingKind.Size => "\"64 KiB\"",
        SettingKind.Choice => $"\"{known.Choices[0]}\"",
        SettingKind.TextList => "[\"...\", \"...\"]",
        SettingKind.Section => "{ ... }",
        SettingKind.NamedSections => "{ \"name\": { ... } }",
        _ => "\"...\"",
    };

    /// <summary>A number with the unit of its kind.</summary>
    public static string Amount(SettingKind kind, long value) => kind switch
    {
        SettingKind.Duration => Units.ShowDuration(value),
        SettingKind.Size => Units.ShowSize(value),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A value of the file in quotes, fit for one line. Never call it with a secret.</summary>
    public static string Quote(string? value) => string.IsNullOrEmpty(value) ? "empty" : $"'{LogText.Escape(value)}'";

    /// <summary>A message of another component, made fit for one line and ended with a stop.</summary>
    public static string Sentence(string message)
    {
        string line = string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
