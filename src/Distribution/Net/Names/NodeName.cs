using System.Diagnostics.CodeAnalysis;
using Chan.Terms;

namespace Chan.Distribution.Net.Names;

/// <summary>The name of a node: <c>name@host</c>. Two names are the same when their texts are, letter by letter.</summary>
/// <remarks>Identity is the text alone: <c>a@localhost</c> and <c>a@127.0.0.1</c> are two nodes. Protocol 2.3, 8.2.</remarks>
public sealed class NodeName : IEquatable<NodeName>
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 255;

    private readonly string _text;
    private readonly int _at;
    private ErlAtom? _atom;

    private NodeName(string text)
    {
        _text = text;
        _at = text.IndexOf('@', StringComparison.Ordinal);
        Form = IsLongHost(text.AsSpan(_at + 1)) ? NodeNameForm.Long : NodeNameForm.Short;
    }

    /// <summary>What stands before the <c>@</c>: the name that epmd knows.</summary>
    public string Name => _text[.._at];

    /// <summary>What stands after the <c>@</c>: where the node's epmd is asked.</summary>
    public string Host => _text[(_at + 1)..];

    /// <summary>The whole name as an atom, as <c>node()</c> gives it.</summary>
    public ErlAtom Atom => _atom ??= ErlTerm.Atom(_text);

    /// <summary>Which family the name belongs to, by its host: one with a dot, or an IP address, is long.</summary>
    public NodeNameForm Form { get; }

    /// <summary>Reads a node's name, of this node or another.</summary>
    /// <exception cref="FormatException">It is no node name; the message says why.</exception>
    public static NodeName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out NodeName? name, out string? error) ? name : throw new FormatException(error);
    }

    /// <summary>Reads a node's name, of this node or another.</summary>
    /// <param name="text">The whole name.</param>
    /// <param name="name">The name, or null.</param>
    /// <param name="error">What is wrong with the text, or null.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out NodeName? name, [NotNullWhen(false)] out string? error)
    {
        error = FaultOf(text ?? "");
        name = error is null ? new NodeName(text!) : null;
        return error is null;
    }

    /// <summary>Makes a name for this node out of what its owner wrote: <c>name</c> alone is completed with the host.</summary>
    /// <param name="text"><c>name</c> or <c>name@host</c>; the name of letters, digits, <c>_</c> and <c>-</c>.</param>
    /// <param name="form">Which family the node is to belong to.</param>
    /// <param name="hostName">What this machine calls itself; for the long form its full name with the domain.</param>
    /// <exception cref="FormatException">No name of that family comes of it; the message says why.</exception>
    public static NodeName ForThisNode(string text, NodeNameForm form, string hostName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(hostName);
        string whole = text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{HostFor(form, hostName)}";
        var name = Parse(whole);
        if (name.Name.AsSpan().ContainsAnyExcept(NodeNameText.OwnNameCharacters))
        {
            throw new FormatException($"'{name.Name}' cannot be the name of a node: use letters, digits, '_' and '-', as in 'shop@host'.");
        }

        return name.CanMeet(form, out string? error) ? name : throw new FormatException(error);
    }

    /// <summary>Says whether a node of the given family may dial this one.</summary>
    /// <param name="form">The family of the node that dials.</param>
    /// <param name="error">Why not, and what would be right.</param>
    public bool CanMeet(NodeNameForm form, [NotNullWhen(false)] out string? error)
    {
        error = (form, Form) switch
        {
            // A host without a dot that is an address (IPv6) is long to the reader and legal among short names.
            (NodeNameForm.Short, NodeNameForm.Long) when Host.Contains('.', StringComparison.Ordinal)
                => $"Short and long names do not mix: '{_text}' has a dot in its host. Use '{Name}@{Host.Split('.')[0]}', or start this node with a long name.",
            (NodeNameForm.Long, NodeNameForm.Short)
                => $"Short and long names do not mix: the host of '{_text}' is no full domain name. Use '{Name}@{Host}.domain' or an IP address, or start this node with a short name.",
            _ => null,
        };
        return error is null;
    }

    /// <inheritdoc/>
    public bool Equals(NodeName? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NodeName);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The whole name: <c>name@host</c>.</summary>
    public override string ToString() => _text;

    private static string? FaultOf(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return $"A node name has 1 to {MaxLength} characters; this one has {text.Length}.";
        }

        if (text.AsSpan().ContainsAnyExcept(NodeNameText.Characters))
        {
            return $"'{NodeNameText.Show(text)}' is no node name: only printable ASCII without spaces may stand in it.";
        }

        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && at == text.LastIndexOf('@')
            ? null
            : $"'{text}' is no node name: write name@host, with exactly one '@' and something on both sides of it.";
    }

    private static string HostFor(NodeNameForm form, string hostName) => form switch
    {
        NodeNameForm.Short => hostName.Split('.')[0],
        _ when IsLongHost(hostName) => hostName,
        _ => throw new FormatException(
            $"This machine knows no full domain name of its own (only '{hostName}'), which a long node name needs: write name@host.domain or name@address, or use a short name."),
    };

    // A colon stands only in addresses of IPv6; a word of digits is a host's name like any other.
    private static bool IsLongHost(ReadOnlySpan<char> host) => host.ContainsAny('.', ':');
}
