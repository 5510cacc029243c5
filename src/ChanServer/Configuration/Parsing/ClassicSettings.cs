using System.Globalization;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Reading;
using Chan.Server.Configuration.Sources;
using Chan.Terms;
using Chan.Terms.Syntax;

namespace Chan.Server.Configuration.Parsing;

/// <summary>
/// Reads a lib_chan configuration: Erlang terms <c>{port, Port}</c> and
/// <c>{service, Name, password, Password, mfa, Module, Function, ArgS}</c>, each ended by a dot.
/// </summary>
/// <remarks>
/// The file means what it always meant: one port that speaks classic and offers every service, here on loopback. The settings
/// come out under the same keys as those of a JSON file, so everything behind treats both forms alike.
/// Source: wire protocol of lib_chan, section "Configuration".
/// </remarks>
internal sealed class ClassicSettings
{
    /// <summary>Name of the one port.</summary>
    public const string PortName = "classic";

    private const string Forms = "Write {port, 12340}. or {service, Name, password, \"...\", mfa, Module, Function, Arguments}.";

    private readonly SourceText _text;
    private readonly FaultList _faults;
    private readonly Dictionary<string, ParsedSetting> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _services = [];
    private int _ports;
    private bool _isWellFormed = true;

    private ClassicSettings(SourceText text, FaultList faults)
    {
        _text = text;
        _faults = faults;
    }

    public static ParsedFile Parse(ConfigurationFile file, FaultList faults)
    {
        try
        {
            IReadOnlyList<LocatedTerm> terms = TermParser.ParseFile(file.Text);
            return new ClassicSettings(new(file.Path, file.Text, ClassicSecretMask.Find(file.Text, isBroken: false)), faults).Parse(terms);
        }
        catch (TermSyntaxException wrong)
        {
            return new ClassicSettings(new(file.Path, file.Text, ClassicSecretMask.Find(file.Text, isBroken: true)), faults).Refuse(wrong);
        }
    }

    private ParsedFile Refuse(TermSyntaxException wrong)
    {
        int offset = _text.OffsetOf(wrong.Line, wrong.Column);

        // A quoted atom is printed anew and a long word is cut: what the message shows of them need not stand in the file in that form.
        bool mayTell = wrong.Message.Contains("found '", StringComparison.Ordinal) || wrong.Message.Contains('…', StringComparison.Ordinal);
        string reason = mayTell || _text.Quotes(wrong.Message) ? "the text here is not part of one" : wrong.Message;
        Error(FaultCodes.TermSyntax, offset, $"This is not an Erlang term: {SettingPhrases.Sentence(reason)}", Forms);
        return Finish();
    }

    private ParsedFile Parse(IReadOnlyList<LocatedTerm> terms)
    {
        foreach (LocatedTerm located in terms)
        {
            Read(located);
        }

        if (_ports != 1)
        {
            Error(FaultCodes.ClassicPortCount, 0, _ports == 0 ? "No port is given." : $"{_ports} ports are given; a file of this form has one.",
                _ports == 0 ? "Write {port, 12340}." : "Keep one; chan config convert makes a JSON file, which may have several.");
        }

        AddPortServices();
        return Finish();
    }

    private ParsedFile Finish() => new(_settings, new(_text, "", SettingShape.Section, 0, 0), _isWellFormed);

    private void Read(LocatedTerm located)
    {
        int offset = _text.OffsetOf(located.Line, located.Column);
        switch (located.Term)
        {
            case ErlTuple and [ErlAtom("port"), ErlInteger number]:
                ReadPort(number, offset);
                break;
            case ErlTuple and [ErlAtom("service"), ErlAtom name, ErlAtom("password"), var password, ErlAtom("mfa"), ErlAtom module, ErlAtom function, var arguments]:
                ReadService(name, password, [module.Name, function.Name, TermPrinter.Print(arguments)], offset);
                break;
            default:
                Error(FaultCodes.TermUnknown, offset, "This term is neither a port nor a service.", Forms);
                break;
        }
    }

    private void ReadPort(ErlInteger number, int offset)
    {
        if (++_ports > 1)
        {
            return;
        }

        Add("ports", SettingShape.Section, null, offset);
        Add($"ports:{PortName}", SettingShape.Section, null, offset);
        Add($"ports:{PortName}:port", SettingShape.Text, number.Value.ToString(CultureInfo.InvariantCulture), offset);
        Add($"ports:{PortName}:protocol", SettingShape.Text, "classic", offset);
    }

    private void ReadService(ErlAtom name, ErlTerm password, string[] mfa, int offset)
    {
        if (!ServiceName.IsValid(name.Name))
        {
            Error(FaultCodes.BadServiceName, offset, "The name of this service cannot be used.", "Use 1 to 64 of A-Z a-z 0-9 _ . -");
            return;
        }

        string path = $"services:{name.Name}";
        if (_settings.TryGetValue(path, out ParsedSetting? earlier))
        {
            ReportTwice(name.Name, earlier, offset);
            return;
        }

        Add("services", SettingShape.Section, null, offset);
        Add(path, SettingShape.Section, null, offset);
        Add($"{path}:mfa", SettingShape.List, null, offset);
        for (int part = 0; part < mfa.Length; part++)
        {
            Add($"{path}:mfa:{part}", SettingShape.Text, mfa[part], offset);
        }

        _services.Add(name.Name);
        if (password is ErlAtom("none"))
        {
            Add($"{path}:noPassword", SettingShape.Text, "true", offset);
        }
        else if (password is ErlList list && list.TryGetString(out string? text))
        {
            Add($"{path}:password", SettingShape.Text, text, offset);
        }
        else
        {
            Error(FaultCodes.TermUnknown, offset, $"The password of the service '{name.Name}' is neither a string nor none.", Forms);
        }
    }

    private void ReportTwice(string name, ParsedSetting earlier, int offset)
    {
        var here = new SettingLocation(_text, name, SettingShape.Section, offset, offset);
        if (earlier.Location.Name == name)
        {
            _faults.Warning(FaultCodes.ClassicServiceTwice, here, $"The service '{name}' stands here a second time; the first one counts.",
                "Remove one of the two.");
        }
        else
        {
            _faults.Error(FaultCodes.KeyTwice, here, $"The services '{earlier.Location.Name}' and '{name}' differ by upper and lower case only.",
                "Give them names that differ by more.");
        }
    }

    private void AddPortServices()
    {
        if (_ports == 0 || _services.Count == 0)
        {
            return;
        }

        int offset = _settings[$"ports:{PortName}"].Location.Order;
        Add($"ports:{PortName}:services", SettingShape.List, null, offset);
        for (int i = 0; i < _services.Count; i++)
        {
            Add($"ports:{PortName}:services:{i}", SettingShape.Text, _services[i], offset);
        }
    }

    private void Add(string path, SettingShape shape, string? value, int offset)
        => _settings.TryAdd(path, new(value, new(_text, path[(path.LastIndexOf(':') + 1)..], shape, offset, offset)));

    private void Error(string code, int offset, string message, string hint)
    {
        _isWellFormed = false;
        _faults.Error(code, new(_text, "", SettingShape.Text, offset, offset), message, hint);
    }
}
