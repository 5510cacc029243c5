using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Parsing;

/// <summary>
/// Reads the tokens of a JSON file into settings with their places. After a fault it goes on where the structure can be
/// picked up again, so one run reports all of them. Without a list of faults it only finds out whether there are any.
/// </summary>
internal sealed class JsonSettingsParser(SourceText text, IReadOnlyList<JsonToken> tokens, FaultList? faults)
{
    /// <summary>Nesting accepted; the deepest known key stands at depth 6.</summary>
    internal const int MaxDepth = 32;

    /// <summary>Faults of syntax after which reading stops: what follows is then noise.</summary>
    internal const int MaxSyntaxFaults = 20;

    private readonly Dictionary<string, ParsedSetting> _settings = new(StringComparer.OrdinalIgnoreCase);
    private int _index;
    private int _syntaxFaults;

    private JsonToken Current => tokens[_index];

    private bool GivenUp => _syntaxFaults >= MaxSyntaxFaults;

    /// <summary>True if the text as a whole is what the grammar allows.</summary>
    public bool IsWellFormed => _syntaxFaults == 0;

    public IReadOnlyDictionary<string, ParsedSetting> Parse()
    {
        if (Current.Kind != JsonTokenKind.LeftBrace)
        {
            Syntax(Current, "the file does not begin with a section", "the whole configuration stands between { and }");
        }
        else
        {
            ReadSection("", 1);
            if (Current.Kind != JsonTokenKind.End && !GivenUp)
            {
                Syntax(Current, "there is text behind the end of the configuration", "remove it, or one } that stands too early");
            }
        }

        return _settings;
    }

    private void ReadSection(string path, int depth)
    {
        Take();
        while (!GivenUp && Current.Kind != JsonTokenKind.RightBrace)
        {
            if (Current.Kind is JsonTokenKind.String or JsonTokenKind.Word)
            {
                ReadKeyAndValue(path, depth);
                ReadSeparator();
            }
            else if (!Skip("a key in double quotes, or }"))
            {
                return;
            }
        }

        Take();
    }

    private void ReadKeyAndValue(string path, int depth)
    {
        JsonToken key = Take();
        Check(key);
        if (key.Kind == JsonTokenKind.Word && key.Fault is null)
        {
            Syntax(key, "a key stands without quotes", "put the key in double quotes");
        }

        if (Current.Kind == JsonTokenKind.Colon)
        {
            Take();
        }
        else
        {
            Syntax(Current, "a colon is missing behind the key", "write \"key\": value");
        }

        if (!Current.StartsValue)
        {
            Syntax(Current, "a value is missing", "write \"key\": value, or remove the key");
            return;
        }

        ReadValue(KeyPath(path, key), key, depth);
    }

    private void ReadList(string path, JsonToken key, int depth)
    {
        Take();
        for (int item = 0; !GivenUp && Current.Kind != JsonTokenKind.RightBracket;)
        {
            if (Current.StartsValue)
            {
                ReadValue($"{path}:{item++}", Current with { Value = key.Value }, depth);
                ReadSeparator();
            }
            else if (!Skip("a value, or ]"))
            {
                return;
            }
        }

        Take();
    }

    private void ReadValue(string path, JsonToken key, int depth)
    {
        JsonToken value = Current;
        if (value.Kind is JsonTokenKind.LeftBrace or JsonTokenKind.LeftBracket)
        {
            bool section = value.Kind == JsonTokenKind.LeftBrace;
            Add(path, key, value, null, section ? SettingShape.Section : SettingShape.List);
            if (depth >= MaxDepth)
            {
                faults?.Error(FaultCodes.JsonDepth, At(value), $"Sections and lists are nested more than {MaxDepth} deep.", "No key needs that; remove the brackets.");
                _syntaxFaults = MaxSyntaxFaults;
            }
            else if (section)
            {
                ReadSection(path, depth + 1);
            }
            else
            {
                ReadList(path, key, depth + 1);
            }

            return;
        }

        Take();
        Check(value);
        Add(path, key, value, value.Value, value.Kind == JsonTokenKind.String ? SettingShape.String : ShapeOfWord(value));
    }

    private SettingShape ShapeOfWord(JsonToken word)
    {
        SettingShape? shape = JsonWord.ShapeOf(word.Value);
        if (shape is null && word.Fault is null)
        {
            Syntax(word, "this is not a value of JSON", "texts stand in double quotes; numbers, true and false without");
        }

        return shape ?? SettingShape.Text;
    }

    // Anything else that cannot stand here is reported by the loop that reads on.
    private void ReadSeparator()
    {
        if (Current.Kind == JsonTokenKind.Comma)
        {
            Take();
        }
        else if (Current.Kind is JsonTokenKind.String or JsonTokenKind.Word or JsonTokenKind.LeftBrace or JsonTokenKind.LeftBracket)
        {
            Syntax(Current, "a comma is missing before this", "put a comma behind the value before");
        }
    }

    /// <summary>Reports and leaves out a token that cannot stand here; false if the section ends by it.</summary>
    private bool Skip(string expected)
    {
        if (Current.Kind == JsonTokenKind.End)
        {
            Syntax(Current, "the file ends too early", $"expected is {expected}");
            _syntaxFaults = MaxSyntaxFaults;
            return false;
        }

        Syntax(Current, $"{Mark(Current.Kind)} cannot stand here", $"expected is {expected}");
        if (Current.Kind is JsonTokenKind.RightBrace or JsonTokenKind.RightBracket)
        {
            // Taken for the bracket that was meant: the structure around it stays whole.
            Take();
            return false;
        }

        Take();
        return true;
    }

    private void Add(string path, JsonToken key, JsonToken value, string? content, SettingShape shape)
    {
        var location = new SettingLocation(text, key.Value, shape, key.Span.Start, value.Span.Start);
        if (!_settings.TryAdd(path, new ParsedSetting(content, location)))
        {
            faults?.Error(FaultCodes.KeyTwice, location.Key(), "This key stands here a second time.",
                "Keep one of the two; keys differ by more than upper and lower case.");
        }
    }

    private string KeyPath(string path, JsonToken key)
    {
        if (key.Value.Length == 0 || key.Value.Contains(':', StringComparison.Ordinal))
        {
            faults?.Error(FaultCodes.KeyUnusable, At(key), "A key is empty or has a colon in it.", "Use letters, digits, _ . and - in keys.");
        }

        string name = key.Value.Replace(':', '_');
        return path.Length == 0 ? name : $"{path}:{name}";
    }

    private void Check(JsonToken token)
    {
        if (token.Fault is not null)
        {
            Syntax(token, token.Fault, "see RFC 8259: texts stand in double quotes on one line; \\ is written \\\\");
        }
    }

    private void Syntax(JsonToken at, string message, string hint)
    {
        if (GivenUp)
        {
            return;
        }

        faults?.Error(FaultCodes.JsonSyntax, At(at), $"Not valid JSON: {message}.", Capitalized(hint) + ".");
        if (++_syntaxFaults == MaxSyntaxFaults)
        {
            faults?.Error(FaultCodes.TooManyFaults, At(at), "Reading stops here: too much of the file is not valid JSON.",
                "Mend the faults above first.");
        }
    }

    private SettingLocation At(JsonToken token) => new(text, token.Value, SettingShape.Text, token.Span.Start, token.Span.Start);

    private JsonToken Take() => Current.Kind == JsonTokenKind.End ? Current : tokens[_index++];

    private static string Mark(JsonTokenKind kind) => kind switch
    {
        JsonTokenKind.LeftBrace => "'{'",
        JsonTokenKind.RightBrace => "'}'",
        JsonTokenKind.LeftBracket => "'['",
        JsonTokenKind.RightBracket => "']'",
        JsonTokenKind.Colon => "':'",
        _ => "','",
    };

    private static string Capitalized(string hint) => char.ToUpperInvariant(hint[0]) + hint[1..];
}
