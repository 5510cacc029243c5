using Chan.TestKit;

namespace Chan.Architecture.Tests.Kit;

public sealed class FixedRandomTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_gives_others()
    {
        Assert.Equal(Bytes(new FixedRandom(5)), Bytes(new FixedRandom(5)));
        Assert.NotEqual(Bytes(new FixedRandom(5)), Bytes(new FixedRandom(6)));
    }

    [Fact]
    public void Given_bytes_come_first()
    {
        using FixedRandom random = FixedRandom.StartingWith([1, 2, 3]);
        Assert.Equal([1, 2, 3], Bytes(random)[..3]);
    }

    [Fact]
    public void Non_zero_bytes_are_not_zero()
    {
        using var random = new FixedRandom();
        var bytes = new byte[10_000];
        random.GetNonZeroBytes(bytes);
        Assert.DoesNotContain((byte)0, bytes);
    }

    private static byte[] Bytes(FixedRandom random)
    {
        var bytes = new byte[33];
        random.GetBytes(bytes);
        return bytes;
    }
}
