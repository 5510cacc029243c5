using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Schema;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Parsing;

/// <summary>Reads a configuration file in JSON.</summary>
internal static class JsonSettings
{
    public static ParsedFile Parse(ConfigurationFile file, FaultList faults)
    {
        (IReadOnlyList<JsonToken> tokens, IReadOnlyList<TextSpan> comments) = JsonTokenizer.Tokenize(file.Text);

        // Read once to know whether the structure holds: what may be shown depends on it.
        var trial = new JsonSettingsParser(new(file.Path, "", []), tokens, null);
        trial.Parse();
        var text = new SourceText(file.Path, file.Text, trial.IsWellFormed
            ? JsonSecretMask.Find(tokens, comments, GatewaySchema.IsShowable)
            : JsonSecretMask.FindInBroken(tokens, comments, GatewaySchema.IsKey));
        var parser = new JsonSettingsParser(text, tokens, faults);
        IReadOnlyDictionary<string, ParsedSetting> settings = parser.Parse();
        int start = tokens[0].Span.Start;
        return new(settings, new(text, "", SettingShape.Section, start, start), parser.IsWellFormed);
    }
}
