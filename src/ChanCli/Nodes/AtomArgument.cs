using Chan.Cli.Connecting;
using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>Atoms as users type them: bare, or quoted as in Erlang. Bare, any text is its own name: <c>Elixir.Enum</c>.</summary>
internal static class AtomArgument
{
    /// <exception cref="UsageException">No atom.</exception>
    internal static ErlAtom Parse(string text, string what)
    {
        if (text.StartsWith('\''))
        {
            return TermArgument.Parse(text, what) as ErlAtom ?? throw new UsageException($"{what} must be an atom; {text} is none.");
        }

        return text.Length is > 0 and <= 255 ? ErlTerm.Atom(text) : throw new UsageException($"{what} must be an atom of 1 to 255 characters.");
    }
}
