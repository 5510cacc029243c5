using static Chan.Server.Configuration.Schema.SettingKind;

namespace Chan.Server.Configuration.Schema;

/// <summary>All keys of a configuration file. config/chan.schema.json and docs/configuration.md say the same to editors and people.</summary>
internal static class GatewaySchema
{
    private const long Second = 1000;
    private const long Hour = 3600 * Second;
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    private static readonly SettingDescription[] Credentials =
    [
        new("password", Secret),
        new("passwordFile", Text),
        new("verifier", Secret),
    ];

    /// <summary>The whole file.</summary>
    public static SettingDescription Root { get; } = Section("",
        new("$schema", Text),
        new("ports", NamedSections) { Children = PortKeys() },
        new("services", NamedSections) { Children = ServiceKeys() },
        new("modules", TextList),
        new("stateFolder", Text),
        new("certificate", Choice) { Choices = ["stored", "ephemeral"] },
        Duration("drainTimeout", 0, Hour),
        Section("limits", LimitKeys()),
        new("logging", Free));

    private static readonly HashSet<string> ShowableKeys = new(
        Everything(Root).Where(known => known.Kind is not (Secret or Free)).Select(known => known.Name), StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> KnownKeys = new(Everything(Root).Select(known => known.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>True if the values of a key, wherever it stands, may be shown in a report.</summary>
    public static bool IsShowable(string key) => ShowableKeys.Contains(key);

    /// <summary>True if this is the name of a key somewhere.</summary>
    public static bool IsKey(string name) => KnownKeys.Contains(name);

    private static IEnumerable<SettingDescription> Everything(SettingDescription section)
        => section.Children.SelectMany(child => Everything(child).Prepend(child));

    private static SettingDescription[] PortKeys() =>
    [
        new("address", Text),
        Integer("port", 0, 65_535),
        new("protocol", Choice) { Choices = ["native", "classic"] },
        new("services", TextList),
        Section("limits", Integer("connections", 1, 100_000)),
        new("revealServices", SettingKind.Boolean),
        new("iUnderstandClassicIsInsecure", SettingKind.Boolean),
    ];

    private static SettingDescription[] ServiceKeys() =>
    [
        new("mfa", TextList),
        new("handler", Text),
        .. Credentials,
        new("noPassword", SettingKind.Boolean),
        new("demo", SettingKind.Boolean),
        new("clients", NamedSections) { Children = Credentials },
        new("accept", TextList),
        new("revealErrors", SettingKind.Boolean),
        new("rpcIds", SettingKind.Boolean),
        Section("limits",
            Size("frame", KiB, 64 * MiB),
            Integer("mailbox", 1, 1_000_000),
            Integer("sessions", 1, 1_000_000),
            Integer("newAtoms", 0, 1_000_000),
            Duration("closeGrace", Second / 10, Hour)),
    ];

    private static SettingDescription[] LimitKeys() =>
    [
        Duration("handshakeTimeout", Second / 10, 10 * 60 * Second),
        Duration("tlsTimeout", Second / 10, 10 * 60 * Second),
        Duration("startTimeout", Second / 10, 10 * 60 * Second),
        Size("unauthenticatedBytes", 4 * KiB, MiB),
        Integer("unauthenticatedConnections", 1, 100_000),
        Integer("earlyDropFrom", 1, 100_000),
        Integer("unauthenticatedPerSource", 1, 100_000),
        Integer("knownSourceConnections", 0, 100_000),
        Integer("keyExchanges", 1, 1024),
        Integer("keyExchangeQueue", 0, 100_000),
        Duration("keepAliveInterval", Second, Hour),
        Duration("silenceTimeout", 2 * Second, 24 * Hour),
        Size("outboundQueue", 64 * KiB, 1024 * MiB),
        Duration("outboundStall", Second, Hour),
        Integer("newAtomsPerService", 0, 10_000_000),
        Duration("failedAuthenticationPenalty", 0, Hour),
        Duration("noAuthenticationPenalty", 0, Hour),
        Duration("crashPenalty", 0, Hour),
        Duration("penaltyThreshold", Second, Hour),
        Duration("maxPenalty", Second, 24 * Hour),
        Integer("failuresPerService", 1, 1_000_000),
        Duration("slowedAttemptInterval", Second / 100, Hour),
        Duration("knownSourceLifetime", 60 * Second, 365 * 24 * Hour),
        Integer("tableSize", 16, 10_000_000),
    ];

    private static SettingDescription Integer(string name, long min, long max) => new(name, SettingKind.Integer) { Min = min, Max = max };

    private static SettingDescription Duration(string name, long min, long max) => new(name, SettingKind.Duration) { Min = min, Max = max };

    private static SettingDescription Size(string name, long min, long max) => new(name, SettingKind.Size) { Min = min, Max = max };

    private static SettingDescription Section(string name, params SettingDescription[] children)
        => new(name, SettingKind.Section) { Children = children };
}
