using System.Net;
using Chan.Distribution.Net.Handshake;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Handshake;

public sealed class WrongCookieThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly TestClock _clock = new();
    private readonly WrongCookieThrottle _throttle;

    public WrongCookieThrottleTests() => _throttle = new(_clock);

    [Fact]
    public void The_third_wrong_cookie_within_a_minute_shuts_the_address_out_for_fifteen_seconds()
    {
        Assert.Equal(TimeSpan.Zero, Wrong(Here, "a@h"));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(TimeSpan.Zero, Wrong(Here, "b@h"));
        Assert.False(_throttle.IsRefused(Here, "c@h"));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(TimeSpan.FromSeconds(15), Wrong(Here, "c@h"));

        Assert.True(_throttle.IsRefused(Here, "d@h"));
        Assert.False(_throttle.IsRefused(IPAddress.Parse("192.0.2.2"), "d@h"));
        _clock.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromTicks(1));
        Assert.True(_throttle.IsRefused(Here, "d@h"));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_throttle.IsRefused(Here, "d@h"));
    }

    [Fact]
    public void Charges_older_than_a_minute_do_not_count()
    {
        Wrong(Here, "a@h");
        Wrong(Here, "a@h");
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(TimeSpan.Zero, Wrong(Here, "a@h"));
    }

    [Fact]
    public void Unfinished_handshakes_cost_less()
    {
        for (int i = 0; i < 14; i++)
        {
            Assert.Equal(TimeSpan.Zero, _throttle.Charge(Here, "", WrongCookieThrottle.Unfinished));
        }

        Assert.Equal(TimeSpan.FromSeconds(15), _throttle.Charge(Here, "", WrongCookieThrottle.Unfinished));
    }

    [Fact]
    public void A_refusal_grows_with_the_score_to_ten_minutes()
    {
        TimeSpan last = TimeSpan.Zero;
        for (int i = 0; i < 500; i++)
        {
            last = Wrong(Here, "a@h");
        }

        Assert.Equal(TimeSpan.FromSeconds(600), last);
        _clock.Advance(TimeSpan.FromSeconds(599));
        Assert.True(_throttle.IsRefused(Here, "a@h"));
    }

    [Fact]
    public void A_node_that_was_right_before_is_heard_while_its_neighbour_is_shut_out()
    {
        _throttle.Succeeded(Here, "good@h");
        for (int i = 0; i < 10; i++)
        {
            Wrong(Here, "bad@h");
        }

        Assert.True(_throttle.IsRefused(Here, "bad@h"));
        Assert.True(_throttle.IsRefused(Here, "new@h"));
        Assert.False(_throttle.IsRefused(Here, "good@h"));

        // Under its name, too, only so many attempts may go wrong.
        Wrong(Here, "good@h");
        Wrong(Here, "good@h");
        Assert.False(_throttle.IsRefused(Here, "good@h"));
        Wrong(Here, "good@h");
        Assert.True(_throttle.IsRefused(Here, "good@h"));
    }

    [Fact]
    public void A_node_is_known_for_a_day_and_only_at_its_address()
    {
        _throttle.Succeeded(Here, "good@h");
        IPAddress there = IPAddress.Parse("192.0.2.9");
        for (int i = 0; i < 4; i++)
        {
            Wrong(there, "bad@h");
        }

        Assert.True(_throttle.IsRefused(there, "good@h"));
        _clock.Advance(TimeSpan.FromHours(24));
        for (int i = 0; i < 4; i++)
        {
            Wrong(Here, "bad@h");
        }

        Assert.True(_throttle.IsRefused(Here, "good@h"));
    }

    [Fact]
    public void A_success_takes_no_charge_away()
    {
        Wrong(Here, "a@h");
        Wrong(Here, "a@h");
        _throttle.Succeeded(Here, "b@h");

        Assert.Equal(TimeSpan.FromSeconds(15), Wrong(Here, "a@h"));
    }

    [Theory]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    public void An_address_is_one_of_ipv4_or_a_network_of_64_bits(string one, string other, bool isOne)
    {
        for (int i = 0; i < 3; i++)
        {
            Wrong(IPAddress.Parse(one), "a@h");
        }

        Assert.Equal(isOne, _throttle.IsRefused(IPAddress.Parse(other), "a@h"));
    }

    [Fact]
    public void When_the_table_is_full_newcomers_share_one_score_and_nobody_is_forgotten()
    {
        for (int i = 0; i < 3; i++)
        {
            Wrong(Here, "a@h");
        }

        for (int i = 1; i < WrongCookieThrottle.Capacity; i++)
        {
            Wrong(Address(i), "a@h");
        }

        Assert.Equal(WrongCookieThrottle.Capacity, _throttle.Count);
        Wrong(Address(WrongCookieThrottle.Capacity), "a@h");
        Wrong(Address(WrongCookieThrottle.Capacity + 1), "a@h");
        Assert.Equal(TimeSpan.FromSeconds(15), Wrong(Address(WrongCookieThrottle.Capacity + 2), "a@h"));

        Assert.Equal(WrongCookieThrottle.Capacity, _throttle.Count);
        Assert.True(_throttle.IsRefused(Here, "a@h"));
        Assert.True(_throttle.IsRefused(Address(WrongCookieThrottle.Capacity + 3), "a@h"));

        _clock.Advance(TimeSpan.FromSeconds(60));
        Wrong(Address(WrongCookieThrottle.Capacity + 4), "a@h");
        Assert.Equal(1, _throttle.Count);
    }

    private static IPAddress Address(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    private TimeSpan Wrong(IPAddress address, string name) => _throttle.Charge(address, name, WrongCookieThrottle.WrongCookie);
}
