using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>Reads the limits of the whole gateway and of one service.</summary>
internal static class LimitsReader
{
    /// <summary>Reads the section <c>limits</c> at the top of the file; without it, the defaults.</summary>
    public static GatewayLimits ReadGateway(SettingNode root, FaultList faults)
    {
        var limits = new GatewayLimits();
        if (root["limits"] is not { } section)
        {
            return limits;
        }

        limits = ReadGuessing(section, ReadConnections(section, limits));
        CheckOrder(section, "tlsTimeout", limits.TlsTimeout <= limits.HandshakeTimeout, "handshakeTimeout", "at most as long as", faults);
        CheckOrder(section, "earlyDropFrom", limits.EarlyDropFrom <= limits.UnauthenticatedConnections, "unauthenticatedConnections", "at most", faults);
        CheckOrder(section, "unauthenticatedPerSource", limits.UnauthenticatedPerSource <= limits.UnauthenticatedConnections, "unauthenticatedConnections", "at most", faults);
        CheckOrder(section, "silenceTimeout", limits.SilenceTimeout > limits.KeepAliveInterval, "keepAliveInterval", "longer than", faults);
        CheckOrder(section, "maxPenalty", limits.MaxPenalty >= limits.PenaltyThreshold, "penaltyThreshold", "at least as long as", faults);
        return limits;
    }

    /// <summary>Reads the section <c>limits</c> of a service; without it, the defaults.</summary>
    public static ServiceLimits ReadService(SettingNode service)
    {
        var limits = new ServiceLimits();
        return service["limits"] is not { } section ? limits : limits with
        {
            FrameLimit = section.Size("frame", limits.FrameLimit),
            MailboxLimit = section.Integer("mailbox", limits.MailboxLimit),
            MaxSessions = section.Integer("sessions", limits.MaxSessions),
            NewAtoms = section.Integer("newAtoms", limits.NewAtoms),
            CloseGrace = section.Duration("closeGrace", limits.CloseGrace),
        };
    }

    private static GatewayLimits ReadConnections(SettingNode section, GatewayLimits limits) => limits with
    {
        HandshakeTimeout = section.Duration("handshakeTimeout", limits.HandshakeTimeout),
        TlsTimeout = section.Duration("tlsTimeout", limits.TlsTimeout),
        StartTimeout = section.Duration("startTimeout", limits.StartTimeout),
        UnauthenticatedBytes = section.Size("unauthenticatedBytes", limits.UnauthenticatedBytes),
        UnauthenticatedConnections = section.Integer("unauthenticatedConnections", limits.UnauthenticatedConnections),
        EarlyDropFrom = section.Integer("earlyDropFrom", limits.EarlyDropFrom),
        UnauthenticatedPerSource = section.Integer("unauthenticatedPerSource", limits.UnauthenticatedPerSource),
        KnownSourceConnections = section.Integer("knownSourceConnections", limits.KnownSourceConnections),
        KeyExchanges = section.Integer("keyExchanges", limits.KeyExchanges),
        KeyExchangeQueue = section.Integer("keyExchangeQueue", limits.KeyExchangeQueue),
        KeepAliveInterval = section.Duration("keepAliveInterval", limits.KeepAliveInterval),
        SilenceTimeout = section.Duration("silenceTimeout", limits.SilenceTimeout),
        OutboundQueue = section.Size("outboundQueue", limits.OutboundQueue),
        OutboundStall = section.Duration("outboundStall", limits.OutboundStall),
        NewAtomsPerService = section.Integer("newAtomsPerService", limits.NewAtomsPerService),
    };

    private static GatewayLimits ReadGuessing(SettingNode section, GatewayLimits limits) => limits with
    {
        FailedAuthenticationPenalty = section.Duration("failedAuthenticationPenalty", limits.FailedAuthenticationPenalty),
        NoAuthenticationPenalty = section.Duration("noAuthenticationPenalty", limits.NoAuthenticationPenalty),
        CrashPenalty = section.Duration("crashPenalty", limits.CrashPenalty),
        PenaltyThreshold = section.Duration("penaltyThreshold", limits.PenaltyThreshold),
        MaxPenalty = section.Duration("maxPenalty", limits.MaxPenalty),
        FailuresPerService = section.Integer("failuresPerService", limits.FailuresPerService),
        SlowedAttemptInterval = section.Duration("slowedAttemptInterval", limits.SlowedAttemptInterval),
        KnownSourceLifetime = section.Duration("knownSourceLifetime", limits.KnownSourceLifetime),
        TableSize = section.Integer("tableSize", limits.TableSize),
    };

    // Both keys may have been left at their default: the fault then stands at the one that was written.
    private static void CheckOrder(SettingNode section, string key, bool holds, string other, string relation, FaultList faults)
    {
        if (!holds)
        {
            SettingLocation at = (section[key] ?? section[other] ?? section).Location;
            faults.Error(FaultCodes.LimitsContradict, at, $"'limits:{key}' does not fit 'limits:{other}'.",
                $"'{key}' must be {relation} '{other}'; docs/configuration.md has the defaults.");
        }
    }
}
