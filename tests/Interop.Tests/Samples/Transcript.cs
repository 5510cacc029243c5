using System.Text.RegularExpressions;

namespace Chan.Interop.Tests.Samples;

/// <summary>A session in several terminals, as a README shows it. A prompt tells by its node which terminal a line belongs to.</summary>
internal static partial class Transcript
{
    /// <summary>Stands for lines that differ from machine to machine, such as the greeting of a shell.</summary>
    public const string AnyLines = "…";

    /// <summary>The steps of all code blocks of a page.</summary>
    public static IReadOnlyList<Step> OfPage(string markdown)
        => Parse(string.Join('\n', markdown.ReplaceLineEndings("\n").Split("```").Where((_, index) => index % 2 == 1)));

    /// <summary>The steps of a text: a line typed, and the lines printed for it.</summary>
    public static IReadOnlyList<Step> Parse(string text)
    {
        var steps = new List<Step>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add(new Step(null, 0, line[2..], []));
            }
            else if (Prompt().Match(line) is { Success: true } prompt)
            {
                steps.Add(new Step(prompt.Groups["shell"].Value, int.Parse(prompt.Groups["number"].Value), prompt.Groups["input"].Value, []));
            }
            else
            {
                steps[^1].Printed.Add(line);
            }
        }

        return steps;
    }

    [GeneratedRegex(@"^(?<shell>(?:iex)?\([^()]+\))(?<number>\d+)> (?<input>.*)$")]
    private static partial Regex Prompt();

    /// <summary>One line typed.</summary>
    /// <param name="Shell">The prompt without its number, as <c>(a@localhost)</c>; null for a command that starts a program.</param>
    /// <param name="Number">The number in the prompt.</param>
    /// <param name="Input">What is typed.</param>
    /// <param name="Printed">What is printed then.</param>
    internal sealed record Step(string? Shell, int Number, string Input, List<string> Printed);
}
