using System.Text;
using Chan.Terms.External;

namespace Chan.Terms.Tests;

[Collection("memory")]
public class AtomTests
{
    [Fact]
    public void One_name_is_one_instance_whatever_way_it_came()
    {
        ErlAtom atom = ErlTerm.Atom("åäö");

        Assert.Same(atom, ErlTerm.Atom("åäö"));
        Assert.Same(atom, TermDecoder.Decode([131, 100, 0, 3, 0xE5, 0xE4, 0xF6], TermLimits.Untrusted));
        Assert.Same(atom, TermDecoder.Decode([131, 119, 6, .. Encoding.UTF8.GetBytes("åäö")], TermLimits.Untrusted));
        Assert.NotSame(atom, ErlTerm.Atom("Åäö"));
    }

    [Fact]
    public void Names_have_at_most_255_characters_of_any_width()
    {
        string widest = string.Concat(Enumerable.Repeat("😀", 255));

        Assert.Equal(widest, ErlTerm.Atom(widest).Name);
        Assert.Throws<ArgumentException>(() => ErlTerm.Atom(widest + "a"));
        Assert.Throws<ArgumentException>(() => ErlTerm.Atom(new string('a', 256)));
        Assert.Throws<ArgumentException>(() => ErlTerm.Atom("\uD800"));
    }

    [Fact]
    public void Two_million_names_are_collected_again_when_nobody_holds_them()
    {
        const int Names = 2_000_000;
        int before = AtomTable.NodeCount;
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        MakeAtoms(Names);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // The table is cleaned when it would have to grow; so many insertions more at most.
        MakeAtoms(AtomTable.NodeCount - before + 10_000);
        GC.Collect();
        MakeAtoms(200_000);

        Assert.InRange(AtomTable.NodeCount, before / 2, before + 500_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 64 * 1024 * 1024);
    }

    [Fact]
    public void Threads_that_make_the_same_names_at_once_get_the_same_atoms()
    {
        const int Names = 20_000;
        string prefix = Guid.NewGuid().ToString("N");
        var atoms = new ErlAtom[4][];
        Parallel.For(0, atoms.Length, thread => atoms[thread] = [.. Enumerable.Range(0, Names).Select(i => ErlTerm.Atom(prefix + i))]);

        for (int i = 0; i < Names; i++)
        {
            Assert.Same(atoms[0][i], atoms[1][i]);
            Assert.Same(atoms[0][i], atoms[2][i]);
            Assert.Same(atoms[0][i], atoms[3][i]);
        }
    }

    private static void MakeAtoms(int count)
    {
        string prefix = Guid.NewGuid().ToString("N");
        for (int i = 0; i < count; i++)
        {
            ErlTerm.Atom(prefix + i);
        }
    }
}
