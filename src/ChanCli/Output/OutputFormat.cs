namespace Chan.Cli.Output;

/// <summary>How answers are printed.</summary>
internal enum OutputFormat
{
    /// <summary>Erlang text, exact: what is printed can be given to a command again.</summary>
    Term,

    /// <summary>One line of JSON for each answer, for scripts; see <see cref="TermJson"/> for what is lost.</summary>
    Json,
}
