using System.Diagnostics;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>
/// Who the node is. The name changes while processes run: identifiers that were made under an earlier one go on to mean the same process
/// or reference, and the layer that talks to other nodes writes them with the present name.
/// </content>
public sealed partial class Node
{
    private readonly Lock _identityLock = new();
    private volatile NodeIdentity _identity = new(Atoms.NonodeNohost, 0, (ulong)Stopwatch.GetTimestamp(), [], null);
    private volatile IRemoteNodes _remote;

    /// <summary>The name: <c>nonode@nohost</c> as long as the node is not part of a cluster.</summary>
    public ErlAtom Name => _identity.Name;

    /// <summary>Which start of the node this is; part of its pids. 0 for a node that is not part of a cluster.</summary>
    public uint Creation => _identity.Creation;

    /// <summary>Whether the node has a name that others can reach it by: <c>erlang:is_alive/0</c>.</summary>
    public bool IsAliveNode => _identity.Creation != 0;

    internal IRemoteNodes Remote => _remote;

    /// <summary>The node on which the process of a pid is or was: the present name for every pid of this node.</summary>
    /// <param name="pid">Any pid.</param>
    public ErlAtom NodeOf(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return IsLocal(pid) ? Name : pid.Node;
    }

    /// <summary>The node that made a reference: the present name for every reference of this node.</summary>
    /// <param name="reference">Any reference.</param>
    public ErlAtom NodeOf(ErlReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return IsOwnIdentity(reference.Node, reference.Creation) ? Name : reference.Node;
    }

    /// <summary>Lets the node reach others before it has a name: one of them gives it, and <see cref="BecomeAlive"/> follows.</summary>
    /// <param name="remote">The other nodes.</param>
    /// <exception cref="InvalidOperationException">The node is alive already.</exception>
    internal void Attach(IRemoteNodes remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        lock (_identityLock)
        {
            if (_remote is not NotAlive)
            {
                throw new InvalidOperationException($"The node is alive already, as {Name}.");
            }

            _remote = remote;
        }
    }

    /// <summary>Takes the name away that another node gave; the next one may give another.</summary>
    internal void BecomeNameless()
    {
        lock (_identityLock)
        {
            if (IsAliveNode)
            {
                _identity = _identity.Become(Atoms.NonodeNohost, 0, Table.SnapshotSerials());
            }
        }
    }

    /// <summary>Makes the node part of a cluster. Its processes, names, timers and references go on.</summary>
    /// <param name="name">The name of the node.</param>
    /// <param name="creation">Which start of the node this is; not 0.</param>
    /// <param name="remote">The other nodes.</param>
    /// <exception cref="InvalidOperationException">The node is alive already.</exception>
    internal void BecomeAlive(ErlAtom name, uint creation, IRemoteNodes remote)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentOutOfRangeException.ThrowIfZero(creation);
        lock (_identityLock)
        {
            if (IsAliveNode)
            {
                throw new InvalidOperationException($"The node is alive already, as {Name}.");
            }

            // Before the name: a pid under the new name must never be met by a node that has no others.
            _remote = remote;
            _identity = _identity.Become(name, creation, Table.SnapshotSerials());
        }
    }

    /// <summary>Ends what <see cref="BecomeAlive"/> began; connections are closed and reported lost before.</summary>
    internal void BecomeNotAlive()
    {
        lock (_identityLock)
        {
            BecomeNameless();
            if (_remote is not NotAlive)
            {
                _remote = new NotAlive(this);
            }
        }
    }

    /// <summary>Whether a name and creation are this node's, now or earlier.</summary>
    internal bool IsOwnIdentity(ErlAtom node, uint creation)
    {
        NodeIdentity? identity = _identity;
        while (identity is not null)
        {
            if (identity.Is(node, creation))
            {
                return true;
            }

            identity = identity.Earlier;
        }

        return false;
    }

    /// <summary>The pid with these numbers as this node made it: equal to what its processes hold, whatever the name was then.</summary>
    /// <returns><see langword="null"/> when no process of this node can have had it.</returns>
    internal ErlPid? CanonicalPid(uint id, uint serial)
    {
        if (Table.Find(id, serial) is { } process)
        {
            return process.Self;
        }

        if (!Table.HasBeenUsed(id, serial))
        {
            return null;
        }

        NodeIdentity identity = _identity.OfPid(id, serial);
        return new ErlPid(identity.Name, id, serial, identity.Creation);
    }

    /// <summary>A reference of this node as it was made: equal to what its processes hold, whatever the name was then.</summary>
    internal ErlReference CanonicalReference(ErlReference reference)
    {
        NodeIdentity identity = _identity;
        if (identity.Earlier is null || !IsOwnIdentity(reference.Node, reference.Creation))
        {
            return reference;
        }

        identity = identity.OfReference(NumberOf(reference.Words));
        return identity.Is(reference.Node, reference.Creation)
            ? reference
            : new ErlReference(identity.Name, identity.Creation, reference.Words);
    }

    /// <summary>The reference of this node that has these words.</summary>
    internal ErlReference CanonicalReference(ReadOnlySpan<uint> words)
    {
        NodeIdentity identity = _identity.OfReference(NumberOf(words));
        return new ErlReference(identity.Name, identity.Creation, words);
    }

    internal bool IsLocal(ErlPid pid)
    {
        NodeIdentity identity = _identity;
        return identity.Is(pid.Node, pid.Creation) || (identity.Earlier is not null && IsOwnIdentity(pid.Node, pid.Creation));
    }

    /// <summary>Whether a pid is of another node; false also for one of an earlier program under this node's name, which is dead.</summary>
    internal bool IsRemote(ErlPid pid) => !ReferenceEquals(pid.Node, _identity.Name) && !IsLocal(pid);

    private static ulong NumberOf(ReadOnlySpan<uint> words)
        => words.Length < 3 ? 0 : (words[0] & 0x3FFFF) | ((ulong)words[1] << 18) | ((ulong)words[2] << 50);

    private ErlReference NewReference(ReadOnlySpan<uint> owner)
    {
        NodeIdentity identity = _identity;
        ulong number = identity.NextReference();
        return owner.Length == 0
            ? new ErlReference(identity.Name, identity.Creation, (uint)(number & 0x3FFFF), (uint)(number >> 18), (uint)(number >> 50))
            : new ErlReference(
                identity.Name, identity.Creation, (uint)(number & 0x3FFFF), (uint)(number >> 18), (uint)(number >> 50), owner[0], owner[1]);
    }
}
