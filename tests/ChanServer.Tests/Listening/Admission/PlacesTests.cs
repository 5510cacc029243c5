using System.Net;
using Chan.Server.Configuration;
using Chan.Server.Listening.Admission;

namespace Chan.Server.Tests.Listening.Admission;

public class PlacesTests
{
    private static readonly GatewayLimits NoEarlyDrop = new() { EarlyDropFrom = 256 };

    [Fact]
    public void One_source_holds_32_places_at_most()
    {
        var desk = new AdmissionFixture();
        List<ConnectionPlace> held = [.. Enumerable.Range(0, 32).Select(_ => desk.Enter(1))];

        Assert.True(desk.IsRefused(1, AdmissionLimit.SourceConnections));
        Assert.False(desk.IsRefused(2, AdmissionLimit.SourceConnections));
        held[0].GiveBack(PlaceEnd.Authenticated);
        Assert.False(desk.IsRefused(1, AdmissionLimit.SourceConnections));
    }

    [Fact]
    public void All_addresses_of_an_IPv6_slash_64_are_one_source()
    {
        var desk = new AdmissionFixture();
        for (int host = 0; host < 32; host++)
        {
            Assert.True(desk.Desk.TryEnter(IPAddress.Parse($"2001:db8::{host:x}:1"), out _, out _));
        }

        Assert.False(desk.Desk.TryEnter(IPAddress.Parse("2001:db8::ffff"), out _, out AdmissionLimit refusal));
        Assert.Equal(AdmissionLimit.SourceConnections, refusal);
        Assert.True(desk.Desk.TryEnter(IPAddress.Parse("2001:db8:0:1::1"), out _, out _));
    }

    [Fact]
    public void The_gateway_holds_256_unauthenticated_connections_at_most()
    {
        var desk = new AdmissionFixture(NoEarlyDrop);
        for (int source = 1; source <= 256; source++)
        {
            desk.Enter(source);
        }

        Assert.True(desk.IsRefused(1000, AdmissionLimit.TotalConnections));
        Assert.Equal(256, desk.Desk.Unauthenticated);
    }

    [Fact]
    public void Sources_with_a_success_have_64_places_beside_the_256()
    {
        var desk = new AdmissionFixture(NoEarlyDrop);
        for (int source = 2001; source <= 2065; source++)
        {
            desk.Succeed(source);
        }

        for (int source = 1; source <= 256; source++)
        {
            desk.Enter(source);
        }

        for (int source = 2001; source <= 2064; source++)
        {
            desk.Enter(source);
        }

        Assert.True(desk.IsRefused(2065, AdmissionLimit.TotalConnections));
        Assert.Equal(320, desk.Desk.Unauthenticated);
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(127, 0.0)]
    [InlineData(128, 0.30)]
    [InlineData(192, 0.65)]
    [InlineData(255, 0.9945)]
    public void Early_drop_grows_from_30_percent_at_128_to_certainty_at_256(int held, double expected)
    {
        var desk = new AdmissionFixture();
        FillTo(desk, held);
        const int Tries = 20_000;
        int dropped = Enumerable.Range(0, Tries).Count(_ => desk.IsRefused(9999, AdmissionLimit.EarlyDrop));

        // Five standard deviations of a fair dice.
        double tolerance = 5 * Math.Sqrt(expected * (1 - expected) / Tries);
        Assert.InRange(dropped / (double)Tries, expected - tolerance - 1e-9, expected + tolerance + 1e-9);
    }

    [Fact]
    public void Sources_with_a_success_are_not_dropped_early()
    {
        var desk = new AdmissionFixture(new() { KnownSourceConnections = 0 });
        desk.Succeed(5000);
        FillTo(desk, 255);

        for (int i = 0; i < 1000; i++)
        {
            Assert.False(desk.IsRefused(5000, AdmissionLimit.EarlyDrop));
        }
    }

    [Fact]
    public void Refused_connections_cost_their_source_nothing()
    {
        var desk = new AdmissionFixture();
        List<ConnectionPlace> held = [.. Enumerable.Range(0, 32).Select(_ => desk.Enter(1))];
        for (int i = 0; i < 100; i++)
        {
            Assert.True(desk.IsRefused(1, AdmissionLimit.SourceConnections));
        }

        held[0].GiveBack(PlaceEnd.Authenticated);
        Assert.False(desk.IsRefused(1, AdmissionLimit.Penalty));
        Assert.Empty(desk.Penalties);
    }

    [Fact]
    public void Sources_with_a_success_are_kept_over_a_restart()
    {
        var before = new AdmissionFixture();
        before.Succeed(7);
        Assert.True(before.Desk.TryTakeChangedSources(out IReadOnlyList<KnownSource>? saved));
        Assert.False(before.Desk.TryTakeChangedSources(out _));

        var after = new AdmissionFixture(null, saved);
        for (int source = 100; source < 130; source++)
        {
            after.HangUpAfterShare(source);
        }

        Assert.False(after.HangUpAfterShare(8));
        Assert.True(after.HangUpAfterShare(7));
    }

    [Fact]
    public void A_service_without_a_password_makes_nobody_known()
    {
        var desk = new AdmissionFixture();
        desk.Enter(7).GiveBack(PlaceEnd.Authenticated);

        Assert.False(desk.Desk.TryTakeChangedSources(out _));
    }

    private static void FillTo(AdmissionFixture desk, int held)
    {
        for (int source = 1; desk.Desk.Unauthenticated < held; source = (source % 4000) + 1)
        {
            desk.Desk.TryEnter(AdmissionFixture.Address(source), out _, out _);
        }
    }
}
