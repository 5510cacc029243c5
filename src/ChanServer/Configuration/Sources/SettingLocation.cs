using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Parsing;

namespace Chan.Server.Configuration.Sources;

/// <summary>Where a setting was written, for reports.</summary>
internal sealed record SettingLocation
{
    private readonly SourceText? _text;
    private readonly int _keyOffset;
    private readonly int _valueOffset;

    private SettingLocation(SettingLayer layer, string source, string name, SettingShape shape)
    {
        Layer = layer;
        Source = source;
        Name = name;
        Shape = shape;
    }

    /// <summary>A place in a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">The key as it is spelled there.</param>
    /// <param name="shape">What its value is.</param>
    /// <param name="keyOffset">Where the key stands.</param>
    /// <param name="valueOffset">Where its value stands.</param>
    public SettingLocation(SourceText text, string name, SettingShape shape, int keyOffset, int valueOffset)
        : this(SettingLayer.File, text.Path, name, shape)
    {
        _text = text;
        _keyOffset = keyOffset;
        _valueOffset = valueOffset;
    }

    public SettingLayer Layer { get; }

    public string Source { get; }

    /// <summary>The last part of the key as its source spells it.</summary>
    public string Name { get; }

    public SettingShape Shape { get; }

    /// <summary>Order of writing, for lists in the order of the file.</summary>
    public int Order => _keyOffset;

    private bool AtKey { get; init; }

    public static SettingLocation FromEnvironment(string path)
        => new(SettingLayer.Environment, "environment variable Chan__" + path.Replace(":", "__", StringComparison.Ordinal), LastPart(path), SettingShape.Text);

    public static SettingLocation FromCommandLine(string path)
        => new(SettingLayer.CommandLine, "command line --" + path, LastPart(path), SettingShape.Text);

    /// <summary>The file as a whole, where a fault has no line of its own.</summary>
    public static SettingLocation WholeFile(string path) => new(SettingLayer.File, path, "", SettingShape.Section);

    /// <summary>The same setting, pointed to by its key instead of its value.</summary>
    public SettingLocation Key() => this with { AtKey = true };

    public ConfigurationFault ToFault(FaultSeverity severity, string code, string message, string hint)
    {
        var fault = new ConfigurationFault { Severity = severity, Code = code, Message = message, Hint = hint, Source = Source };
        if (_text is null)
        {
            return fault;
        }

        int offset = AtKey ? _keyOffset : _valueOffset;
        (int line, int column) = _text.Locate(offset);
        SourceExcerpt excerpt = _text.Excerpt(offset);
        return fault with { Line = line, Column = column, SourceLine = excerpt.Line, CaretOffset = excerpt.CaretOffset };
    }

    /// <summary>The section around this setting, where only a source without sections mentions it.</summary>
    public SettingLocation Parent(string name) => new(Layer, Source, name, SettingShape.Section);

    private static string LastPart(string path) => path[(path.LastIndexOf(':') + 1)..];
}
