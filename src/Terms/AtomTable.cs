using System.Buffers.Binary;
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
        int hash = Hash(utf8);
        ref ErlAtom? recent = ref Recent[hash & (RecentAtoms - 1)];
        ErlAtom? atom = Volatile.Read(ref recent);
        if (atom is not null && atom.GetHashCode() == hash && utf8.SequenceEqual(atom.NameUtf8))
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
        int hash = Hash(utf8);
        ref ErlAtom? recent = ref Recent[hash & (RecentAtoms - 1)];
        ErlAtom? atom = Volatile.Read(ref recent);
        if (atom is not null && atom.GetHashCode() == hash && utf8.SequenceEqual(atom.NameUtf8))
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
    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong state = Seed ^ (ulong)utf8.Length;
        while (utf8.Length >= sizeof(ulong))
        {
            state = Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8), Multiplier ^ Seed);
            utf8 = utf8[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (byte b in utf8)
        {
            rest = (rest << 8) | b;
        }

        return (int)Mix(state ^ rest, Multiplier + Seed);
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
