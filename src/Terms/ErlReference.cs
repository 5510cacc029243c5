using System.Runtime.CompilerServices;

namespace Chan.Terms;

/// <summary>A reference: a value that no other <c>make_ref</c> of any node gives again.</summary>
public sealed class ErlReference : ErlTerm
{
    /// <summary>The most words a reference has.</summary>
    public const int MaxWords = 5;

    private readonly WordStore _words;
    private readonly int _count;

    /// <summary>Makes a reference term.</summary>
    /// <param name="node">The node that made it.</param>
    /// <param name="creation">Which incarnation of the node.</param>
    /// <param name="words">Up to five words, in the order of the wire; copied.</param>
    /// <exception cref="ArgumentException">There are more than five words.</exception>
    public ErlReference(ErlAtom node, uint creation, params ReadOnlySpan<uint> words)
    {
        if (words.Length > MaxWords)
        {
            throw new ArgumentException($"A reference has at most {MaxWords} words, not {words.Length}.", nameof(words));
        }

        Node = node;
        Creation = creation;
        words.CopyTo(_words);
        _count = words.Length;
    }

    /// <summary>The node that made the reference.</summary>
    public ErlAtom Node { get; }

    /// <summary>Which incarnation of the node.</summary>
    public uint Creation { get; }

    /// <summary>The words in the order of the wire; the printed form has them the other way round.</summary>
    public ReadOnlySpan<uint> Words => ((ReadOnlySpan<uint>)_words)[.._count];

    internal override TermKind Kind => TermKind.Reference;

    /// <summary>All five words: those that are missing count as zero when references are compared, as in OTP.</summary>
    internal ReadOnlySpan<uint> PaddedWords => _words;

    /// <inheritdoc/>
    public override bool Equals(ErlTerm? other)
        => ReferenceEquals(this, other) || (other is ErlReference reference && Creation == reference.Creation
            && ReferenceEquals(Node, reference.Node) && PaddedWords.SequenceEqual(reference.PaddedWords));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_words[0], _words[1], _words[2], Creation, Node.GetHashCode());

    [InlineArray(MaxWords)]
    private struct WordStore
    {
        private uint _first;
    }
}
