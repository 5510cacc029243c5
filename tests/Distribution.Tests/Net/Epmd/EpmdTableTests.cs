using Chan.Distribution.Net.Epmd;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Epmd;

public sealed class EpmdTableTests
{
    private readonly TestClock _clock = new();

    private uint Now => (uint)_clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void Every_life_of_a_node_has_a_later_creation()
    {
        var table = new EpmdTable(10, _clock);
        uint[] lives = [Live(table, "a"), Live(table, "a"), Live(table, "a")];
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([Now - 10, Now - 9, Now - 8], lives);
        Assert.Equal(Now, Live(table, "a"));
        Assert.Equal(Now, Live(table, "b"));
    }

    [Fact]
    public void Old_nodes_count_from_one_to_three_and_around()
    {
        var table = new EpmdTable(10, _clock);

        Assert.Equal([1u, 2, 3, 1], Enumerable.Range(0, 4).Select(_ => Live(table, "a", version: 5)));
    }

    [Fact]
    public void Only_so_many_ended_names_are_remembered()
    {
        var table = new EpmdTable(3, _clock);
        foreach (string name in new[] { "a", "b", "c", "d" })
        {
            Live(table, name);
        }

        Assert.Equal(["d", "c", "b"], table.Old.Select(entry => entry.Node.Name));
    }

    [Fact]
    public void A_name_that_is_active_again_is_no_old_one()
    {
        var table = new EpmdTable(3, _clock);
        Live(table, "a");
        Assert.True(table.TryAdd(new EpmdNode { Name = "a", Port = 1 }, out EpmdTableEntry? entry));

        Assert.Empty(table.Old);
        Assert.Equal([entry], table.Active);
    }

    private static uint Live(EpmdTable table, string name, int version = 6)
    {
        Assert.True(table.TryAdd(new EpmdNode { Name = name, Port = 1, HighestVersion = version }, out EpmdTableEntry? entry));
        table.Remove(entry);
        table.Remove(entry);
        return entry.Creation;
    }
}
