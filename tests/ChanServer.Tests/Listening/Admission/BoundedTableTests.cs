using Chan.Server.Listening.Admission;

namespace Chan.Server.Tests.Listening.Admission;

public class BoundedTableTests
{
    private readonly BoundedTable<int, Entry> _table = new(capacity: 3, () => new(), entry => entry.IsIdle);

    [Fact]
    public void A_key_keeps_its_entry()
    {
        Assert.Same(_table.GetOrAdd(1), _table.GetOrAdd(1));
        Assert.NotSame(_table.GetOrAdd(1), _table.GetOrAdd(2));
    }

    [Fact]
    public void A_full_table_drops_an_idle_entry_for_a_new_key()
    {
        Entry first = _table.GetOrAdd(1);
        _table.GetOrAdd(2);
        _table.GetOrAdd(3);
        first.IsIdle = true;

        Assert.NotSame(_table.Overflow, _table.GetOrAdd(4));
        Assert.Equal(3, _table.Count);
        Assert.False(_table.TryGet(1, out _));
    }

    [Fact]
    public void An_idle_entry_behind_busy_ones_is_found()
    {
        _table.GetOrAdd(1);
        _table.GetOrAdd(2);
        _table.GetOrAdd(3).IsIdle = true;

        Assert.NotSame(_table.Overflow, _table.GetOrAdd(4));
        Assert.True(_table.TryGet(1, out _));
        Assert.False(_table.TryGet(3, out _));
    }

    [Fact]
    public void A_table_full_of_busy_entries_gives_all_new_keys_one_shared_entry()
    {
        _table.GetOrAdd(1);
        _table.GetOrAdd(2);
        _table.GetOrAdd(3);

        Assert.Same(_table.Overflow, _table.GetOrAdd(4));
        Assert.Same(_table.Overflow, _table.GetOrAdd(5));
        Assert.Equal(3, _table.Count);
    }

    private sealed class Entry
    {
        public bool IsIdle { get; set; }
    }
}
