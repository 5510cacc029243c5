using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>The flags that change what is on the wire (protocol 2.6), declined in all combinations that a peer may choose.</summary>
internal static class FlagSets
{
    /// <summary>With OTP 28's addition and without: header and fragments, each declined or not.</summary>
    public static TheoryData<ulong> Forms { get; } = Combinations(DistributionFlags.DistHdrAtomCache, DistributionFlags.Fragments, DistributionFlags.AltactSig);

    /// <summary>Those of <see cref="Forms"/>, and each form of the control messages.</summary>
    public static TheoryData<ulong> All { get; } = Combinations(
        DistributionFlags.DistHdrAtomCache, DistributionFlags.Fragments, DistributionFlags.SendSender, DistributionFlags.ExitPayload,
        DistributionFlags.UnlinkId);

    private static TheoryData<ulong> Combinations(params DistributionFlags[] flags)
    {
        var sets = new TheoryData<ulong>();
        for (int set = 0; set < 1 << flags.Length; set++)
        {
            DistributionFlags value = DistributionFlags.Visible;
            for (int i = 0; i < flags.Length; i++)
            {
                value = (set & (1 << i)) != 0 ? value | flags[i] : value & ~flags[i];
            }

            sets.Add((ulong)value);
        }

        return sets;
    }
}
