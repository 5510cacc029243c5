using Chan.Terms.External;

namespace Chan.Terms.Tests.External;

/// <summary>A header with these atoms, of a node that was <c>nonode@nohost</c> once.</summary>
internal sealed class Header(params ErlAtom[] atoms) : TermEncodingContext
{
    public static readonly ErlAtom OldName = ErlTerm.Atom("nonode@nohost");
    public static readonly ErlAtom PresentName = ErlTerm.Atom("late@host");

    public override int ReferenceTo(ErlAtom atom) => Array.IndexOf(atoms, atom);

    public override void Identify(ref ErlAtom node, ref uint creation)
    {
        if (node == OldName)
        {
            (node, creation) = (PresentName, 5);
        }
    }
}

internal sealed class FixedIndex(int index) : TermEncodingContext
{
    public override int ReferenceTo(ErlAtom atom) => index;

    public override void Identify(ref ErlAtom node, ref uint creation)
    {
    }
}

/// <summary>A header that takes up each atom it meets, until it is full.</summary>
internal sealed class GrowingHeader : TermEncodingContext
{
    private readonly List<ErlAtom> _atoms = [];

    public ErlAtom[] Atoms => [.. _atoms];

    public override int ReferenceTo(ErlAtom atom)
    {
        int index = _atoms.IndexOf(atom);
        if (index >= 0 || _atoms.Count == 3)
        {
            return index;
        }

        _atoms.Add(atom);
        return _atoms.Count - 1;
    }

    public override void Identify(ref ErlAtom node, ref uint creation)
    {
    }
}
