using Chan.Distribution.Net.Handshake;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Handshake;

public sealed class DynamicNamesTests
{
    private readonly DynamicNames _names = new(new FixedRandom());

    [Fact]
    public void A_name_is_a_number_in_base_36_at_the_host_of_the_peer()
    {
        (string name, uint creation) = _names.Take("box.example.org");

        Assert.Matches("^[0-9A-Z]{1,13}@box\\.example\\.org$", name);
        Assert.True(creation >= 4);
        Assert.NotEqual(name, _names.Take("box.example.org").Name);
    }

    [Fact]
    public void A_name_that_came_back_is_given_again_as_the_next_incarnation()
    {
        (string name, uint creation) = _names.Take("h");
        _names.GiveBack(name, creation);

        Assert.Equal((name, creation + 1), _names.Take("h"));
        Assert.NotEqual(name, _names.Take("h").Name);
    }

    [Fact]
    public void Hosts_do_not_share_names()
    {
        (string name, uint creation) = _names.Take("h");
        _names.GiveBack(name, creation);

        Assert.EndsWith("@other", _names.Take("other").Name, StringComparison.Ordinal);
        Assert.Equal(name, _names.Take("h").Name);
    }

    [Fact]
    public void Creations_never_come_to_the_small_values()
    {
        Assert.Equal(("0@h", 4u), new DynamicNames(FixedRandom.StartingWith(new byte[12])).Take("h"));

        _names.GiveBack("X@h", uint.MaxValue);
        Assert.Equal(("X@h", 4u), _names.Take("h"));
    }

    [Fact]
    public void The_number_of_kept_names_is_bounded()
    {
        for (int i = 0; i <= DynamicNames.Capacity; i++)
        {
            _names.GiveBack($"N{i}@h", 5);
        }

        IEnumerable<string> again = Enumerable.Range(0, DynamicNames.Capacity + 1).Select(_ => _names.Take("h").Name);
        Assert.Equal(DynamicNames.Capacity, again.Count(name => name.Length <= "N4095@h".Length));
    }
}
