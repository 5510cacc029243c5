using Chan.Terms;
using Chan.Terms.Syntax;

namespace Chan.Cli.Connecting;

/// <summary>Terms that a user typed: Erlang text, with or without the final dot.</summary>
internal static class TermArgument
{
    /// <exception cref="UsageException">Not a term; the message shows the line with a caret under the place.</exception>
    internal static ErlTerm Parse(string text, string what)
    {
        string term = WithoutDot(text);
        try
        {
            return TermParser.Parse(term);
        }
        catch (TermSyntaxException e)
        {
            throw new UsageException($"{what} is not an Erlang term: {e.Message}\n{Show(term, e)}");
        }
    }

    /// <summary>The dot ends a term in Erlang's shell and files; here it is welcome but not asked for.</summary>
    private static string WithoutDot(string text)
    {
        string trimmed = text.TrimEnd();
        return trimmed.Length > 1 && trimmed[^1] == '.' && trimmed[^2] != '$' ? trimmed[..^1] : trimmed;
    }

    private static string Show(string text, TermSyntaxException e)
    {
        string[] lines = text.Split('\n');
        string line = lines[Math.Clamp(e.Line - 1, 0, lines.Length - 1)];

        // Tabs stay tabs in front of the caret, so that it stands where the terminal shows the place.
        int column = Math.Clamp(e.Column - 1, 0, line.Length);
        string space = new([.. line[..column].Select(static c => c == '\t' ? '\t' : ' ')]);
        return $"  {line}\n  {space}^";
    }
}
