using System.Text;
using Chan.Terms.External;

namespace Chan.Terms;

/// <summary>An atom: a name that is equal to itself alone. There is one instance per name, so equality is by reference.</summary>
/// <remarks>
/// The table of names holds its atoms weakly: an atom that nobody refers to is collected, so peers cannot fill the table.
/// Matching: <c>ErlAtom("stop")</c>.
/// </remarks>
public sealed class ErlAtom : ErlTerm
{
    /// <summary>The longest name, in characters (code points), as in Erlang.</summary>
    public const int MaxLength = 255;

    /// <summary>The longest name in UTF-8, in bytes.</summary>
    internal const int MaxUtf8Length = 4 * MaxLength;

    /// <summary>The atom as it is encoded: tag, length, name in UTF-8; then padding up to <see cref="TermAtomForm.ShortestArray"/>.</summary>
    private readonly byte[] _encoded;
    private readonly int _encodedLength;
    private readonly int _hash;

    internal ErlAtom(ReadOnlySpan<byte> utf8, int hash)
    {
        _encoded = TermAtomForm.Encode(utf8, out _encodedLength);
        _hash = hash;
        Name = Encoding.UTF8.GetString(utf8);
        NameLength = utf8.Length;
        Front = AtomTable.FrontOf(utf8);
    }

    /// <summary>The name, without quotes.</summary>
    public string Name { get; }

    /// <summary>The name in UTF-8, as it is sent.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _encoded.AsSpan(_encodedLength - NameLength, NameLength);

    /// <summary>The length of the encoded atom in <see cref="PaddedEncoding"/>.</summary>
    internal int EncodedLength => _encodedLength;

    /// <summary>The atom in the external term format, in UTF-8, then padding up to <see cref="TermAtomForm.ShortestArray"/> bytes.</summary>
    internal ReadOnlySpan<byte> PaddedEncoding => _encoded;

    /// <summary>The length of the name in UTF-8.</summary>
    internal int NameLength { get; }

    /// <summary>The first eight bytes of the name, the first one highest, then zeros: where two atoms differ in it, it has their order.</summary>
    internal ulong Front { get; }

    internal override TermKind Kind => TermKind.Atom;

    /// <summary>Whether two atoms are the same one.</summary>
    public static bool operator ==(ErlAtom? left, ErlAtom? right) => ReferenceEquals(left, right);

    /// <summary>Whether two atoms are different ones.</summary>
    public static bool operator !=(ErlAtom? left, ErlAtom? right) => !ReferenceEquals(left, right);

    /// <inheritdoc/>
    public override bool Equals(ErlTerm? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>For patterns: <c>ErlAtom("stop")</c>.</summary>
    /// <param name="name">The same as <see cref="Name"/>.</param>
    public void Deconstruct(out string name) => name = Name;

    internal static ErlAtom Intern(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 2 * MaxLength)
        {
            throw TooLong(nameof(name));
        }

        Span<byte> utf8 = stackalloc byte[2 * MaxUtf8Length];
        if (!StrictUtf8.TryGetBytes(name, utf8, out int length))
        {
            throw new ArgumentException("The name has a surrogate without its other half.", nameof(name));
        }

        utf8 = utf8[..length];
        return AtomTable.CountCharacters(utf8) <= MaxLength ? AtomTable.Intern(utf8) : throw TooLong(nameof(name));
    }

    private static ArgumentException TooLong(string parameter)
        => new($"An atom has at most {MaxLength} characters.", parameter);
}
