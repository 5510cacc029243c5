using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Distribution.Net.Channels;

/// <summary>The atoms of the message that is being encoded, in the order of its header; and the names under which our identifiers go out.</summary>
internal sealed class MessageAtoms : TermEncodingContext
{
    private const int TableSize = 512;

    /// <summary>Entries hold the number of the message in the upper bits, so that the table need not be cleared.</summary>
    private const int IndexBits = 8;

    private readonly ErlAtom[] _atoms = new ErlAtom[PacketTag.MaxAtoms];
    private readonly int[] _table = new int[TableSize];
    private int _message;
    private int _count;
    private bool _collects;
    private Node _node = null!;
    private ErlAtom _self = null!;
    private uint _creation;
    private ErlAtom _peer = null!;

    /// <summary>The atoms in the order of their indexes.</summary>
    public ReadOnlySpan<ErlAtom> Atoms => _atoms.AsSpan(0, _count);

    /// <summary>Begins a message.</summary>
    /// <param name="node">Whose identifiers are ours.</param>
    /// <param name="self">The name and the creation under which they go out.</param>
    /// <param name="creation">The creation.</param>
    /// <param name="peer">Whom the message is for.</param>
    /// <param name="collects">Whether the header has atoms; otherwise they are written in full.</param>
    public void Begin(Node node, ErlAtom self, uint creation, ErlAtom peer, bool collects)
    {
        _node = node;
        _self = self;
        _creation = creation;
        _peer = peer;
        _collects = collects;
        _count = 0;
        _message++;
        if (_message >= int.MaxValue >> IndexBits)
        {
            Array.Clear(_table);
            _message = 1;
        }
    }

    /// <inheritdoc/>
    public override int ReferenceTo(ErlAtom atom)
    {
        if (!_collects)
        {
            return -1;
        }

        int slot = atom.GetHashCode() & (TableSize - 1);
        while (true)
        {
            int entry = _table[slot];
            if (entry >> IndexBits != _message)
            {
                return Add(atom, slot);
            }

            int index = entry & ((1 << IndexBits) - 1);
            if (ReferenceEquals(_atoms[index], atom))
            {
                return index;
            }

            slot = (slot + 1) & (TableSize - 1);
        }
    }

    /// <inheritdoc/>
    public override void Identify(ref ErlAtom node, ref uint creation)
    {
        if (ReferenceEquals(node, _peer) || (ReferenceEquals(node, _self) && creation == _creation))
        {
            return;
        }

        if (_node.IsOwnIdentity(node, creation))
        {
            node = _self;
            creation = _creation;
        }
    }

    private int Add(ErlAtom atom, int slot)
    {
        if (_count == PacketTag.MaxAtoms)
        {
            return -1;
        }

        _atoms[_count] = atom;
        _table[slot] = (_message << IndexBits) | _count;
        return _count++;
    }
}
