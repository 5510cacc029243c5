namespace Chan.Terms.Syntax;

/// <summary>A text is not Erlang syntax. The message says what is wrong, what would be right, and where.</summary>
public sealed class TermSyntaxException : FormatException
{
    internal TermSyntaxException(string message, int line, int column)
        : base($"line {line}, column {column}: {message}")
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line of the offence; the first is 1.</summary>
    public int Line { get; }

    /// <summary>The column of the offence in UTF-16 units; the first is 1.</summary>
    public int Column { get; }
}
