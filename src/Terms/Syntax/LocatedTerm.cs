namespace Chan.Terms.Syntax;

/// <summary>A term of a file and where it begins.</summary>
/// <param name="Term">The term.</param>
/// <param name="Line">The line of its first character; the first is 1.</param>
/// <param name="Column">The column of its first character in UTF-16 units; the first is 1.</param>
public readonly record struct LocatedTerm(ErlTerm Term, int Line, int Column);
