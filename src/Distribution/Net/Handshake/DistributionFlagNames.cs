using System.Numerics;

namespace Chan.Distribution.Net.Handshake;

/// <summary>The names that the protocol gives the flags, for texts that say which are missing.</summary>
internal static class DistributionFlagNames
{
    /// <summary>ORs in the flags that <see cref="DistributionFlags.Mandatory25Digest"/> stands for.</summary>
    public static DistributionFlags Expand(this DistributionFlags flags)
        => flags.HasFlag(DistributionFlags.Mandatory25Digest) ? flags | DistributionFlags.Mandatory25 : flags;

    /// <summary>The set bits by name, lowest first: <c>BIT_BINARIES, V4_NC</c>; a bit without a name as <c>bit 41</c>.</summary>
    public static string Describe(this DistributionFlags flags)
    {
        var names = new List<string>();
        for (ulong rest = (ulong)flags; rest != 0; rest &= rest - 1)
        {
            names.Add(NameOf(BitOperations.TrailingZeroCount(rest)));
        }

        return names.Count == 0 ? "none" : string.Join(", ", names);
    }

    private static string NameOf(int bit) => (DistributionFlags)(1UL << bit) switch
    {
        DistributionFlags.Published => "PUBLISHED",
        DistributionFlags.ExtendedReferences => "EXTENDED_REFERENCES",
        DistributionFlags.DistMonitor => "DIST_MONITOR",
        DistributionFlags.FunTags => "FUN_TAGS",
        DistributionFlags.DistMonitorName => "DIST_MONITOR_NAME",
        DistributionFlags.NewFunTags => "NEW_FUN_TAGS",
        DistributionFlags.ExtendedPidsPorts => "EXTENDED_PIDS_PORTS",
        DistributionFlags.ExportPtrTag => "EXPORT_PTR_TAG",
        DistributionFlags.BitBinaries => "BIT_BINARIES",
        DistributionFlags.NewFloats => "NEW_FLOATS",
        DistributionFlags.UnicodeIo => "UNICODE_IO",
        DistributionFlags.DistHdrAtomCache => "DIST_HDR_ATOM_CACHE",
        DistributionFlags.SmallAtomTags => "SMALL_ATOM_TAGS",
        DistributionFlags.Utf8Atoms => "UTF8_ATOMS",
        DistributionFlags.MapTag => "MAP_TAG",
        DistributionFlags.BigCreation => "BIG_CREATION",
        DistributionFlags.SendSender => "SEND_SENDER",
        DistributionFlags.BigSeqTraceLabels => "BIG_SEQTRACE_LABELS",
        DistributionFlags.ExitPayload => "EXIT_PAYLOAD",
        DistributionFlags.Fragments => "FRAGMENTS",
        DistributionFlags.Handshake23 => "HANDSHAKE_23",
        DistributionFlags.UnlinkId => "UNLINK_ID",
        DistributionFlags.Mandatory25Digest => "MANDATORY_25_DIGEST",
        DistributionFlags.Spawn => "SPAWN",
        DistributionFlags.NameMe => "NAME_ME",
        DistributionFlags.V4Nc => "V4_NC",
        DistributionFlags.Alias => "ALIAS",
        DistributionFlags.AltactSig => "ALTACT_SIG",
        _ => $"bit {bit}",
    };
}
