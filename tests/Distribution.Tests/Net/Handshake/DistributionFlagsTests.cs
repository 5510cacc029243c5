using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Tests.Net.Handshake;

public sealed class DistributionFlagsTests
{
    [Fact]
    public void The_sets_are_those_that_real_nodes_send()
    {
        Assert.Equal(0x0D07DF7FBDul, (ulong)DistributionFlags.Visible);
        Assert.Equal(0x0D07DF7FBCul, (ulong)DistributionFlags.Hidden);
        Assert.Equal(0x2D07DF7FBDul, (ulong)(DistributionFlags.Visible | DistributionFlags.AltactSig));
        Assert.Equal(0x01070F94ul, (ulong)DistributionFlags.Mandatory25);
        Assert.Equal(0x403070F94ul, (ulong)DistributionFlags.Mandatory26);
    }

    [Fact]
    public void The_shorthand_stands_for_what_otp_25_asks()
    {
        Assert.Equal(DistributionFlags.Mandatory25 | DistributionFlags.Mandatory25Digest, DistributionFlags.Mandatory25Digest.Expand());
        Assert.Equal(DistributionFlags.Published, DistributionFlags.Published.Expand());
    }

    [Fact]
    public void Every_flag_has_a_name_of_the_protocol()
    {
        IEnumerable<DistributionFlags> single = Enum.GetValues<DistributionFlags>().Where(flag => ulong.PopCount((ulong)flag) == 1);
        string[] names = [.. single.Select(flag => flag.Describe())];

        Assert.All(names, name => Assert.Matches("^[A-Z0-9_]+$", name));
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Several_flags_are_named_in_order_and_unknown_ones_by_number()
    {
        Assert.Equal("BIT_BINARIES, V4_NC, bit 41", ((DistributionFlags)(0x400 | (1UL << 34) | (1UL << 41))).Describe());
        Assert.Equal("none", DistributionFlags.None.Describe());
    }
}
