namespace Chan.Distribution.Net.Handshake;

/// <summary>What a node can do and wants, as it says in the handshake: 64 bits. Protocol 2.6.</summary>
/// <remarks>What holds on a connection is the AND of what both sides said. Bits without a name here are ignored.</remarks>
[Flags]
internal enum DistributionFlags : ulong
{
    None = 0,

    /// <summary>A visible node. If either side leaves it out, the connection is hidden for both.</summary>
    Published = 0x1,

    ExtendedReferences = 0x4,

    /// <summary>Takes monitors of processes.</summary>
    DistMonitor = 0x8,

    FunTags = 0x10,

    /// <summary>Takes monitors by registered name.</summary>
    DistMonitorName = 0x20,

    NewFunTags = 0x80,
    ExtendedPidsPorts = 0x100,
    ExportPtrTag = 0x200,
    BitBinaries = 0x400,
    NewFloats = 0x800,

    /// <summary>Requests to io servers say their encoding.</summary>
    UnicodeIo = 0x1000,

    /// <summary>Messages carry a distribution header with a cache of atoms; may be declined.</summary>
    DistHdrAtomCache = 0x2000,

    SmallAtomTags = 0x4000,
    Utf8Atoms = 0x1_0000,
    MapTag = 0x2_0000,

    /// <summary>Creations of 32 bits.</summary>
    BigCreation = 0x4_0000,

    /// <summary>Takes SEND_SENDER in place of SEND.</summary>
    SendSender = 0x8_0000,

    BigSeqTraceLabels = 0x10_0000,

    /// <summary>Exit reasons travel as a message of their own, not inside the control tuple.</summary>
    ExitPayload = 0x40_0000,

    /// <summary>Large messages travel in fragments; may be declined.</summary>
    Fragments = 0x80_0000,

    /// <summary>Knows the handshake with names of the form <c>N</c>.</summary>
    Handshake23 = 0x100_0000,

    /// <summary>Links carry an id when they are taken back.</summary>
    UnlinkId = 0x200_0000,

    /// <summary>Stands for all bits of <see cref="Mandatory25"/>.</summary>
    Mandatory25Digest = 0x400_0000,

    /// <summary>Takes SPAWN_REQUEST.</summary>
    Spawn = 0x1_0000_0000,

    /// <summary>A wish, no capability: the node has no name yet and asks the other one for it (2.7).</summary>
    NameMe = 0x2_0000_0000,

    /// <summary>Pids with 32 bits of id and of serial, ports of 64 bits, references of up to five words.</summary>
    V4Nc = 0x4_0000_0000,

    /// <summary>Takes messages to aliases.</summary>
    Alias = 0x8_0000_0000,

    /// <summary>Takes ALTACT_SIG_SEND; first said by OTP 28.</summary>
    AltactSig = 0x20_0000_0000,

    /// <summary>What OTP 25 asks of every peer.</summary>
    Mandatory25 = ExtendedReferences | FunTags | NewFunTags | ExtendedPidsPorts | ExportPtrTag | BitBinaries | NewFloats
        | Utf8Atoms | MapTag | BigCreation | Handshake23,

    /// <summary>What OTP 26, 27 and 28 ask of every peer; what this node asks too.</summary>
    Mandatory26 = Mandatory25 | UnlinkId | V4Nc,

    /// <summary>What a hidden node of OTP 25 says.</summary>
    Hidden = Mandatory26 | DistMonitor | DistMonitorName | UnicodeIo | DistHdrAtomCache | SmallAtomTags | SendSender
        | BigSeqTraceLabels | ExitPayload | Fragments | Mandatory25Digest | Spawn | Alias,

    /// <summary>What a visible node of OTP 25 says.</summary>
    Visible = Hidden | Published,
}
