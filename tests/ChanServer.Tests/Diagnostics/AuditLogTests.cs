using System.Net;
using Chan.Server.Diagnostics;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Diagnostics;

public sealed class AuditLogTests : IDisposable
{
    private static readonly IPAddress Source = IPAddress.Parse("192.0.2.7");

    private readonly TestLog _log = new();
    private readonly TestClock _clock = new();
    private readonly AuditLog _audit;

    public AuditLogTests()
    {
        _log.Allow(LogLevel.Warning);
        _audit = new(_log.CreateLogger<AuditLog>(), _clock);
    }

    public void Dispose()
    {
        _audit.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void A_service_name_cannot_forge_a_second_line()
    {
        _audit.AuthenticationFailed(AuthenticationStage.Hello, "x\n1100 auth ok", null, Source);

        TestLogEntry entry = Assert.Single(_log.Entries);
        Assert.Equal(AuditEventIds.AuthenticationFailed, entry.EventId.Id);
        Assert.Equal("Authentication failed at Hello: service x\\u000a1100 auth ok, client -, source 192.0.2.7", entry.Message);
    }

    [Fact]
    public void Many_failures_of_one_source_in_a_minute_are_one_line_and_one_summary()
    {
        for (int i = 0; i < 500; i++)
        {
            _audit.AuthenticationFailed(AuthenticationStage.Confirm, "nameServer", "", Source);
        }

        Assert.Single(_log.Entries);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, _log.Entries.Count);
        Assert.Equal("Authentication failed 499 times more in a minute: source 192.0.2.7, stage Confirm", _log.Entries[1].Message);
        Assert.Equal(AuditEventIds.AuthenticationFailed, _log.Entries[1].EventId.Id);
    }

    [Fact]
    public void A_new_minute_begins_with_a_whole_line_again()
    {
        _audit.LimitHit("unauthenticatedPerSource", 32, Source);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _audit.LimitHit("unauthenticatedPerSource", 32, Source);

        Assert.Equal(2, _log.Entries.Count);
        Assert.All(_log.Entries, entry => Assert.Equal("Limit unauthenticatedPerSource reached at 32: source 192.0.2.7", entry.Message));
    }

    [Fact]
    public void Stages_and_sources_are_counted_apart()
    {
        _audit.AuthenticationFailed(AuthenticationStage.Share, null, null, Source);
        _audit.AuthenticationFailed(AuthenticationStage.Confirm, null, null, Source);
        _audit.AuthenticationFailed(AuthenticationStage.Confirm, null, null, IPAddress.IPv6Loopback);

        Assert.Equal(3, _log.Entries.Count);
    }

    [Fact]
    public void Beyond_the_table_all_other_sources_share_one_entry()
    {
        for (int i = 0; i < SourceSummaries.MaxSources + 1000; i++)
        {
            _audit.LimitHit("unauthenticatedConnections", 256, new IPAddress(0x0A000000L + i));
        }

        Assert.Equal(SourceSummaries.MaxSources + 1, _log.Entries.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("Limit reached 999 times more in a minute: source many, limit unauthenticatedConnections", _log.Entries[^1].Message);
    }

    [Fact]
    public void What_is_counted_when_the_gateway_ends_is_still_written()
    {
        _audit.AuthenticationFailed(AuthenticationStage.Abandoned, null, null, Source);
        _audit.AuthenticationFailed(AuthenticationStage.Abandoned, null, null, Source);

        _audit.Dispose();

        Assert.Equal(2, _log.Entries.Count);
    }

    [Fact]
    public void A_success_names_service_source_session_mechanism_and_binding()
    {
        _audit.AuthenticationSucceeded("nameServer", "billing", Source, [0xAB, 0xCD], "spake2plus", "certificate-sha256");

        TestLogEntry entry = Assert.Single(_log.Entries);
        Assert.Equal(AuditEventIds.AuthenticationSucceeded, entry.EventId.Id);
        Assert.Equal(
            "Authentication ok: service nameServer, client billing, source 192.0.2.7, session abcd, mechanism spake2plus, binding certificate-sha256",
            entry.Message);
    }

    [Fact]
    public void Every_event_is_one_line_whatever_the_names_are()
    {
        _log.Allow(LogLevel.Error);
        _log.Allow(LogLevel.Critical);
        const string Evil = "a\r\nb";

        _audit.Started("1.0", "sha256:00", [Evil], [Evil]);
        _audit.ConfigurationLoaded(Evil, "00", 1, 1);
        _audit.InsecureSetting(Evil, "consequence");
        _audit.AuthenticationSucceeded(Evil, Evil, Source, [1], "m", "b");
        _audit.AuthenticationFailed(AuthenticationStage.Hello, Evil, Evil, Source);
        _audit.PenaltyApplied(Source, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));
        _audit.PenaltyLifted(Source);
        _audit.ProtocolViolation("AwaitHello", Evil, Source);
        _audit.SessionEnded(Evil, [1], Evil, 1, 2, TimeSpan.FromSeconds(1));
        _audit.SlowPeerClosed(Evil, [1], 1);
        _audit.TermRefused(Evil, Evil, 1, Source);
        _audit.SecretFileRefused(Evil, "reason");
        _audit.VerifierChanged(Evil);
        _audit.HandlerCrashed(Evil, [1], new InvalidOperationException("x"));
        _audit.Stopped();

        Assert.Equal(15, _log.Entries.Count);
        Assert.All(_log.Entries, entry => Assert.DoesNotContain('\n', entry.Message));
    }
}
