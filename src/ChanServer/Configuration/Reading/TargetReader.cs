using System.Text;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;
using Chan.Terms;
using Chan.Terms.Syntax;

namespace Chan.Server.Configuration.Reading;

/// <summary>Reads what a service reaches: <c>mfa</c> or <c>handler</c>.</summary>
internal sealed class TargetReader(ReadContext context)
{
    private const string Form = "Write \"mfa\": [\"module\", \"function\", \"arguments\"], the last as an Erlang term, such as \"notUsed\" or \"[{path, \\\"db\\\"}]\".";

    /// <summary>An Erlang atom has at most 255 characters.</summary>
    private const int MaxAtomLength = 255;

    // Stands in for a target that was reported as a fault: such a configuration is never given out.
    private static readonly ServiceTarget Faulty = new ServiceTarget.Handler("");

    public ServiceTarget Read(SettingNode section)
    {
        SettingNode? mfa = section["mfa"];
        SettingNode? handler = section["handler"];
        if ((mfa is null) == (handler is null))
        {
            SettingLocation at = (handler ?? section).Location.Key();
            context.Error(FaultCodes.TargetCount, at, $"The service '{section.Name}' has {(mfa is null ? "no function to start" : "both mfa and handler")}.",
                mfa is null ? Form : "Keep one of the two.");
            return Faulty;
        }

        return mfa is null ? ReadHandler(handler!) : ReadMfa(mfa);
    }

    private ServiceTarget ReadHandler(SettingNode handler)
    {
        if (handler.Value is { Length: > 0 } name)
        {
            return new ServiceTarget.Handler(name);
        }

        if (handler.Value is not null)
        {
            context.Error(FaultCodes.Malformed, handler.Location, $"'{handler.Path}' is empty.", "Write the name that the handler is registered under.");
        }

        return Faulty;
    }

    private ServiceTarget ReadMfa(SettingNode mfa)
    {
        IReadOnlyList<SettingNode> parts = [.. mfa.Children.Where(part => part.Value is not null)];
        if (parts.Count != mfa.Children.Count || parts.Count != 3)
        {
            if (mfa.Location.Shape is SettingShape.List or SettingShape.Section)
            {
                context.Error(FaultCodes.MfaMalformed, mfa.Location, $"'{mfa.Path}' has {mfa.Children.Count} parts instead of three.", Form);
            }

            return Faulty;
        }

        ErlAtom? module = ReadAtom(parts[0], "module");
        ErlAtom? function = ReadAtom(parts[1], "function");
        ErlTerm? arguments = ReadArguments(parts[2]);
        return module is null || function is null || arguments is null ? Faulty : new ServiceTarget.Mfa(module, function, arguments);
    }

    private ErlAtom? ReadAtom(SettingNode part, string what)
    {
        int length = part.Value!.EnumerateRunes().Count();
        if (length is > 0 and <= MaxAtomLength && !part.Value.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            return ErlTerm.Atom(part.Value);
        }

        context.Error(FaultCodes.MfaMalformed, part.Location, $"The name of the {what} is {(length == 0 ? "empty" : "not an atom")}.", Form);
        return null;
    }

    private ErlTerm? ReadArguments(SettingNode part)
    {
        try
        {
            return TermParser.Parse(part.Value!);
        }
        catch (TermSyntaxException wrong)
        {
            context.Error(FaultCodes.MfaMalformed, part.Location, $"The arguments are not an Erlang term: {SettingPhrases.Sentence(wrong.Message)}", Form);
            return null;
        }
    }
}
