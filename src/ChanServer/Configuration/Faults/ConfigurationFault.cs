using System.Globalization;
using System.Text;

namespace Chan.Server.Configuration.Faults;

/// <summary>One thing that is wrong with a configuration, with its place and what would be right.</summary>
/// <remarks>Holds no secret: the source line has its secret values replaced by <c>***</c> before it gets here.</remarks>
public sealed record ConfigurationFault
{
    /// <summary>Whether the gateway can start all the same.</summary>
    public required FaultSeverity Severity { get; init; }

    /// <summary>Stable number of the kind of fault, <c>CHAN</c> and four digits; the list is in docs/configuration.md.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, as one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What would be right.</summary>
    public required string Hint { get; init; }

    /// <summary>Path of the file as it was given, or a phrase such as <c>environment variable Chan__X</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Line in the file, from 1; 0 where the source has no lines.</summary>
    public int Line { get; init; }

    /// <summary>Column in the line, from 1, counted in UTF-16 units; 0 where the source has no lines.</summary>
    public int Column { get; init; }

    /// <summary>The line, masked and cut for showing; null where the source has no lines.</summary>
    public string? SourceLine { get; init; }

    /// <summary>Zero-based place in <see cref="SourceLine"/> that the caret points to.</summary>
    public int CaretOffset { get; init; }

    /// <summary>Where it is, as <c>chan.json(3,24)</c>; the source alone where it has no lines.</summary>
    internal string Place => Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Source}({Line},{Column})") : Source;

    /// <summary>The whole report: place, code and message; the line with a caret under the spot; the hint. No final line end.</summary>
    public override string ToString()
    {
        var report = new StringBuilder();
        string severity = Severity == FaultSeverity.Error ? "error" : "warning";
        report.Append(CultureInfo.InvariantCulture, $"{Place}: {severity} {Code}: {Message}");
        if (SourceLine is not null)
        {
            report.Append('\n').Append("    ").Append(SourceLine);
            report.Append('\n').Append("    ").Append(' ', CaretOffset).Append('^');
        }

        return report.Append('\n').Append("  hint: ").Append(Hint).ToString();
    }
}
