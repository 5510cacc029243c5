namespace Chan.Distribution.Net.Channels;

/// <summary>The first bytes of packets. Protocol 4.1.</summary>
internal static class PacketTag
{
    public const byte PassThrough = 112;
    public const byte Version = 131;
    public const byte Header = 68;
    public const byte FirstFragment = 69;
    public const byte Fragment = 70;

    /// <summary>The length before each packet, in bytes.</summary>
    public const int LengthSize = sizeof(uint);

    /// <summary>131, the tag, the number of the sequence and that of the fragment.</summary>
    public const int FragmentHeadSize = 2 + (2 * sizeof(ulong));

    /// <summary>Most atoms in a header.</summary>
    public const int MaxAtoms = 255;

    /// <summary>Slots of an atom cache: 8 segments of 256.</summary>
    public const int CacheSlots = 8 * 256;

    /// <summary>In the flags of an atom: it is new, and its text follows.</summary>
    public const byte NewAtom = 8;
}
