using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Chan.Terms;

/// <summary>The table of the atoms that are alive, looked up by the UTF-8 bytes of the name.</summary>
/// <remarks>
/// Readers take no lock: buckets are linked lists whose nodes never change. Writers take one lock. A node whose atom was collected is
/// dropped when its table is rebuilt, which happens after as many insertions as there are buckets; so the table is never larger than
/// a constant times the atoms that were alive at the last rebuild. In front of it, a small array remembers recent atoms
/// strongly and spares the hot ones the weak reference.
/// </remarks>
internal static class AtomTable
{
    private const int SmallestTable = 1024;
    private const int RecentAtoms = 1024;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private static readonly Lock Writing = new();
    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static readonly ErlAtom?[] Recent = new ErlAtom?[RecentAtoms];
    private static Node?[] s_buckets = new Node?[SmallestTable];
    private static int s_nodes;

    /// <summary>Nodes in the table, those of collected atoms included; for tests.</summary>
    internal static int NodeCount => Volatile.Read(ref s_nodes);

    /// <summary>Finds or makes the atom with a name that is known to be valid UTF-8 of at most 255 characters.</summary>
    public static ErlAtom Intern(ReadOnlySpan<byte> utf8)
    {
        ulong front = FrontOf(utf8);
        int hash = Hash(utf8, front);
        ref ErlAtom? recent = ref Recent[hash & (RecentAtoms - 1)];
        ErlAtom? atom = Volatile.Read(ref recent);
        if (atom is not null && IsNamed(atom, utf8, front))
        {
            return atom;
        }

        atom = Find(Volatile.Read(ref s_buckets), utf8, hash) ?? Add(utf8, hash);
        Volatile.Write(ref recent, atom);
        return atom;
    }

    /// <summary>Finds an atom that is alive; never makes one. For bytes that nobody has validated yet.</summary>
    public static ErlAtom? Find(ReadOnlySpan<byte> utf8)
    {
        ulong front = FrontOf(utf8);
        int hash = Hash(utf8, front);
        ref ErlAtom? recent = ref Recent[hash & (RecentAtoms - 1)];
        ErlAtom? atom = Volatile.Read(ref recent);
        if (atom is not null && IsNamed(atom, utf8, front))
        {
            return atom;
        }

        atom = Find(Volatile.Read(ref s_buckets), utf8, hash);
        if (atom is not null)
        {
            Volatile.Write(ref recent, atom);
        }

        return atom;
    }

    /// <summary>The number of code points in valid UTF-8.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        int characters = 0;
        foreach (byte b in utf8)
        {
            characters += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return characters;
    }

    /// <summary>The first eight bytes of a name, the first one highest, then zeros; see <see cref="ErlAtom.Front"/>.</summary>
    public static ulong FrontOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(utf8);
        }

        if (utf8.Length >= sizeof(uint))
        {
            // The last four bytes overlap the first four; what is there twice falls out at the top.
            uint last = BinaryPrimitives.ReadUInt32BigEndian(utf8[^sizeof(uint)..]);
            return ((ulong)BinaryPrimitives.ReadUInt32BigEndian(utf8) << 32) | (uint)((ulong)last << (8 * (sizeof(ulong) - utf8.Length)));
        }

        return utf8.Length switch
        {
            0 => 0,
            1 => (ulong)utf8[0] << 56,
            2 => ((ulong)utf8[0] << 56) | ((ulong)utf8[1] << 48),
            _ => ((ulong)utf8[0] << 56) | ((ulong)utf8[1] << 48) | ((ulong)utf8[2] << 40),
        };
    }

    /// <summary>Whether this is the atom's name; most names are told by their front alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNamed(ErlAtom atom, ReadOnlySpan<byte> utf8, ulong front)
        => atom.Front == front && atom.NameLength == utf8.Length && (utf8.Length <= sizeof(ulong) || utf8.SequenceEqual(atom.NameUtf8));

    private static ErlAtom? Find(Node?[] buckets, ReadOnlySpan<byte> utf8, int hash)
    {
        for (Node? node = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]); node is not null; node = node.Next)
        {
            if (node.Hash == hash && node.Atom.TryGetTarget(out ErlAtom? atom) && utf8.SequenceEqual(atom.NameUtf8))
            {
                return atom;
            }
        }

        return null;
    }

    private static ErlAtom Add(ReadOnlySpan<byte> utf8, int hash)
    {
        lock (Writing)
        {
            if (Find(s_buckets, utf8, hash) is { } existing)
            {
                return existing;
            }

            if (s_nodes >= s_buckets.Length)
            {
                Rebuild();
            }

            var atom = new ErlAtom(utf8, hash);
            ref Node? bucket = ref s_buckets[hash & (s_buckets.Length - 1)];
            Volatile.Write(ref bucket, new Node(hash, new WeakReference<ErlAtom>(atom), bucket));
            Volatile.Write(ref s_nodes, s_nodes + 1);
            return atom;
        }
    }

    /// <summary>Copies the living nodes to a table with room for as many again.</summary>
    private static void Rebuild()
    {
        var living = new List<Node>();
        foreach (Node? head in s_buckets)
        {
            for (Node? node = head; node is not null; node = node.Next)
            {
                if (node.Atom.TryGetTarget(out _))
                {
                    living.Add(node);
                }
            }
        }

        int size = SmallestTable;
        while (size < 2 * living.Count)
        {
            size *= 2;
        }

        var buckets = new Node?[size];
        foreach (Node node in living)
        {
            ref Node? bucket = ref buckets[node.Hash & (size - 1)];
            bucket = new Node(node.Hash, node.Atom, bucket);
        }

        Volatile.Write(ref s_buckets, buckets);
        Volatile.Write(ref s_nodes, living.Count);
    }

    /// <summary>A keyed hash: without the seed, nobody can choose names that meet in one bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(ReadOnlySpan<byte> utf8, ulong front)
    {
        ulong state = Mix(front ^ Seed ^ (ulong)utf8.Length, Multiplier ^ Seed);
        return utf8.Length <= sizeof(ulong) ? (int)state : HashOn(utf8[sizeof(ulong)..], state);
    }

    private static int HashOn(ReadOnlySpan<byte> rest, ulong state)
    {
        while (rest.Length > sizeof(ulong))
        {
            state = Mix(state ^ FrontOf(rest), Multiplier ^ Seed);
            rest = rest[sizeof(ulong)..];
        }

        return (int)Mix(state ^ FrontOf(rest), Multiplier + Seed);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private sealed class Node(int hash, WeakReference<ErlAtom> atom, Node? next)
    {
        public int Hash { get; } = hash;

        public WeakReference<ErlAtom> Atom { get; } = atom;

        public Node? Next { get; } = next;
    }
}
