using System.Text.RegularExpressions;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Parsing;

/// <summary>Tells the unquoted values of JSON apart (RFC 8259, sections 3 and 6).</summary>
internal static partial class JsonWord
{
    /// <summary>The shape of a word, or null if it is no value of JSON.</summary>
    public static SettingShape? ShapeOf(string word) => word switch
    {
        "true" or "false" => SettingShape.Boolean,
        "null" => SettingShape.Null,
        _ => Number().IsMatch(word) ? SettingShape.Number : null,
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
