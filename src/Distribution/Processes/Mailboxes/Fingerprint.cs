using Chan.Terms;

namespace Chan.Distribution.Processes.Mailboxes;

/// <summary>
/// A number that a message has in common with every pattern of the same tag and arity that matches it. Different ones mean no match;
/// equal ones mean nothing.
/// </summary>
internal static class Fingerprint
{
    /// <summary>The fingerprint of a message; 0 when it neither is an atom nor begins with one.</summary>
    public static int Of(ErlTerm message)
    {
        if (message is ErlTuple tuple)
        {
            ReadOnlySpan<ErlTerm> elements = tuple.Span;
            return elements.Length > 0 && elements[0] is ErlAtom tag ? Of(tag, elements.Length) : 0;
        }

        return message is ErlAtom atom ? Of(atom, null) : 0;
    }

    /// <summary>The fingerprint of what is an atom, or has one as the first of so many elements.</summary>
    public static int Of(ErlAtom tag, int? arity) => tag.GetHashCode() ^ unchecked(((arity ?? 0) + 1) * (int)0x9E3779B1);
}
