using System.Globalization;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Schema;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>Compares what was written with the keys, types and ranges that the gateway knows.</summary>
internal sealed class SchemaCheck(FaultList faults)
{
    /// <summary>Checks a section and everything inside it.</summary>
    public void CheckSection(SettingNode section, SettingDescription description)
    {
        foreach (SettingNode child in section.Children)
        {
            if (description.Find(child.Name) is { } known)
            {
                Check(child, known);
            }
            else
            {
                ReportUnknown(child, description);
            }
        }
    }

    private void Check(SettingNode node, SettingDescription known)
    {
        if (known.Kind == SettingKind.Free)
        {
            return;
        }

        if (!FitsShape(node, known.Kind))
        {
            faults.Error(FaultCodes.WrongType, node.Location,
                $"'{node.Path}' must be {SettingPhrases.Wanted(known)}, but {SettingPhrases.Found(node.Location.Shape)} stands here.",
                $"For example: \"{known.Name}\": {SettingPhrases.Example(known)}");
            return;
        }

        switch (known.Kind)
        {
            case SettingKind.Section:
                CheckSection(node, known);
                break;
            case SettingKind.NamedSections:
                foreach (SettingNode named in node.Children)
                {
                    Check(named, new(named.Name, SettingKind.Section) { Children = known.Children });
                }

                break;
            case SettingKind.TextList:
                foreach (SettingNode item in node.Children)
                {
                    Check(item, new(known.Name, SettingKind.Text));
                }

                break;
            default:
                CheckValue(node, known);
                break;
        }
    }

    private void CheckValue(SettingNode node, SettingDescription known)
    {
        string value = node.Value ?? "";
        if (known.Kind == SettingKind.Choice && !known.Choices.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            string? near = Spelling.Nearest(value, known.Choices);
            faults.Error(FaultCodes.Malformed, node.Location, $"'{node.Path}' is {SettingPhrases.Quote(value)}, which is not one of its words.",
                near is null ? $"Use one of: {string.Join(", ", known.Choices)}." : $"Did you mean '{near}'?");
        }
        else if (known.Kind == SettingKind.Boolean && !bool.TryParse(value, out _))
        {
            ReportMalformed(node, known);
        }
        else if (known.Kind is SettingKind.Integer or SettingKind.Duration or SettingKind.Size)
        {
            CheckNumber(node, known, value);
        }
    }

    private void CheckNumber(SettingNode node, SettingDescription known, string value)
    {
        long number;
        bool readable = known.Kind switch
        {
            SettingKind.Duration => Units.TryReadDuration(value, out number),
            SettingKind.Size => Units.TryReadSize(value, out number),
            _ => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
        };
        if (!readable)
        {
            ReportMalformed(node, known);
        }
        else if (number < known.Min || number > known.Max)
        {
            faults.Error(FaultCodes.OutOfRange, node.Location,
                $"'{node.Path}' is {SettingPhrases.Amount(known.Kind, number)}, which is out of its range.",
                $"Use a value from {SettingPhrases.Amount(known.Kind, known.Min)} to {SettingPhrases.Amount(known.Kind, known.Max)}.");
        }
    }

    private void ReportMalformed(SettingNode node, SettingDescription known)
        => faults.Error(FaultCodes.Malformed, node.Location,
            $"'{node.Path}' must be {SettingPhrases.Wanted(known)}, but is {SettingPhrases.Quote(node.Value)}.",
            $"For example: \"{known.Name}\": {SettingPhrases.Example(known)}");

    private void ReportUnknown(SettingNode child, SettingDescription description)
    {
        string? near = Spelling.Nearest(child.Name, description.Children.Select(known => known.Name));
        string place = child.Path.Contains(':', StringComparison.Ordinal) ? $"in '{child.Path[..child.Path.LastIndexOf(':')]}'" : "at the top of the file";
        faults.Error(FaultCodes.KeyUnknown, child.Location.Key(), $"There is no key {SettingPhrases.Quote(child.Name)} {place}.",
            near is null
                ? $"Known keys here: {string.Join(", ", description.Children.Select(known => known.Name))}."
                : $"Did you mean '{near}'?");
    }

    private static bool FitsShape(SettingNode node, SettingKind kind)
    {
        SettingShape shape = node.Location.Shape;
        bool plainText = shape == SettingShape.Text && node.Children.Count == 0;
        return kind switch
        {
            SettingKind.Section or SettingKind.NamedSections => shape == SettingShape.Section,

            // Other layers write lists as keys 0, 1, 2, which look like a section.
            SettingKind.TextList => shape == SettingShape.List || (shape == SettingShape.Section && node.Location.Layer != SettingLayer.File),
            SettingKind.Integer => plainText || shape == SettingShape.Number,
            SettingKind.Size => plainText || shape is SettingShape.Number or SettingShape.String,
            SettingKind.Boolean => plainText || shape == SettingShape.Boolean,
            _ => plainText || shape == SettingShape.String,
        };
    }
}
