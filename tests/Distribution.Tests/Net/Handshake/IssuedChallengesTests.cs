using Chan.Distribution.Net.Handshake;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Handshake;

public sealed class IssuedChallengesTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void A_challenge_is_remembered_for_a_minute()
    {
        var challenges = new IssuedChallenges(_clock);
        uint number = challenges.Issue(new FixedRandom());

        _clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.True(challenges.MayBeAnswered(number));

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(challenges.MayBeAnswered(number));
        Assert.False(challenges.IsReflected(number));
        Assert.Equal(0, challenges.Count);
    }

    [Fact]
    public void A_challenge_that_came_back_takes_no_answer_any_more()
    {
        var challenges = new IssuedChallenges(_clock);
        uint number = challenges.Issue(new FixedRandom());
        Assert.False(challenges.IsReflected(number + 1));

        Assert.True(challenges.IsReflected(number));
        Assert.True(challenges.IsReflected(number));
        Assert.False(challenges.MayBeAnswered(number));
    }

    [Fact]
    public void No_two_open_challenges_are_equal()
    {
        var challenges = new IssuedChallenges(_clock);
        var random = FixedRandom.StartingWith([1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal(0x01020304u, challenges.Issue(random));
        Assert.Equal(0x05060708u, challenges.Issue(random));
    }

    [Fact]
    public void A_flood_makes_the_oldest_unanswerable_instead_of_forgotten()
    {
        var challenges = new IssuedChallenges(_clock);
        var random = new FixedRandom();
        uint oldest = challenges.Issue(random);
        uint next = challenges.Issue(random);
        for (int i = 2; i <= IssuedChallenges.Capacity; i++)
        {
            challenges.Issue(random);
        }

        Assert.Equal(IssuedChallenges.Capacity, challenges.Count);
        Assert.False(challenges.MayBeAnswered(oldest));
        Assert.True(challenges.MayBeAnswered(next));
    }

    [Fact]
    public void The_memory_can_be_longer_for_slow_networks()
    {
        var challenges = new IssuedChallenges(_clock, TimeSpan.FromSeconds(120));
        uint number = challenges.Issue(new FixedRandom());
        _clock.Advance(TimeSpan.FromSeconds(119));

        Assert.True(challenges.MayBeAnswered(number));
    }
}
