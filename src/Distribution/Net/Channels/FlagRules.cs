using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Net.Channels;

/// <summary>What the flags of a connection mean for its packets. Protocol 2.6.</summary>
internal static class FlagRules
{
    /// <summary>How packets begin.</summary>
    public static PacketForm PacketForm(this DistributionFlags flags)
        => (flags & (DistributionFlags.DistHdrAtomCache | DistributionFlags.Fragments)) == 0
            ? Channels.PacketForm.PassThrough
            : Channels.PacketForm.Header;
}
