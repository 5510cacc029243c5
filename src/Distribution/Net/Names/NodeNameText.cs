using System.Buffers;

namespace Chan.Distribution.Net.Names;

/// <summary>Which characters names may have, and how one with others is shown.</summary>
internal static class NodeNameText
{
    /// <summary>What may stand in a name that comes from a peer: printable ASCII without the space (security notes 8.6).</summary>
    public static readonly SearchValues<char> Characters
        = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    /// <summary>What may stand before the <c>@</c> of this node's own name (protocol 8.2).</summary>
    public static readonly SearchValues<char> OwnNameCharacters
        = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-abcdefghijklmnopqrstuvwxyz");

    /// <summary>Text of a peer for a message or the log: everything unprintable as <c>?</c>, and no longer than a name.</summary>
    public static string Show(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> shown = text.Length > NodeName.MaxLength ? text[..NodeName.MaxLength] : text;
        return string.Create(shown.Length, shown, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
    }
}
