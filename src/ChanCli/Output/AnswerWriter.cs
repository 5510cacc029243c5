using Chan.Terms;

namespace Chan.Cli.Output;

/// <summary>Prints answers and pushes, one line each, and at once: a pipe behind this command wants to see them when they come.</summary>
internal sealed class AnswerWriter(TextWriter output, OutputFormat format)
{
    internal void Write(ErlTerm term) => WriteLine(Format(term));

    /// <summary>Marks a term as unasked, where it stands between answers.</summary>
    internal void WritePush(ErlTerm term)
        => WriteLine(format == OutputFormat.Json ? $"{{\"push\":{Format(term)}}}" : $"push: {Format(term)}");

    private string Format(ErlTerm term) => format == OutputFormat.Json ? TermJson.Write(term) : term.ToString();

    private void WriteLine(string line)
    {
        output.Write(line + "\n");
        output.Flush();
    }
}
