using System.Net;
using Chan.Server.Configuration;
using Chan.Server.Listening.Admission;
using Chan.TestKit;

namespace Chan.Server.Tests.Listening.Admission;

/// <summary>A desk on a clock of the test's, and the moves that connections make.</summary>
internal sealed class AdmissionFixture : IAdmissionEvents
{
    public const string Service = "nameServer";

    public AdmissionFixture(GatewayLimits? limits = null, params IEnumerable<KnownSource> known)
        => Desk = new(limits ?? new(), Clock, new FixedRandom(1), this, known);

    public TestClock Clock { get; } = new();

    public AdmissionDesk Desk { get; }

    public List<AdmissionLimit> LimitsHit { get; } = [];

    public List<(SourceKey Source, TimeSpan Duration)> Penalties { get; } = [];

    public List<SourceKey> Lifted { get; } = [];

    public static IPAddress Address(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    public ConnectionPlace Enter(int source)
    {
        Assert.True(Desk.TryEnter(Address(source), out ConnectionPlace? place, out AdmissionLimit refusal), $"refused: {refusal}");
        return place;
    }

    public bool IsRefused(int source, AdmissionLimit expected)
    {
        if (Desk.TryEnter(Address(source), out ConnectionPlace? place, out AdmissionLimit refusal))
        {
            place.GiveBack(PlaceEnd.Excused);
            return false;
        }

        Assert.Equal(expected, refusal);
        return true;
    }

    /// <summary>Connects, gets the server's share, hangs up. False if the attempt was refused as busy.</summary>
    public bool HangUpAfterShare(int source, string service = Service)
    {
        using ConnectionPlace place = Enter(source);
        if (place.TryBeginAttempt(service))
        {
            return true;
        }

        place.GiveBack(PlaceEnd.Excused);
        return false;
    }

    public void Succeed(int source, string service = Service)
    {
        ConnectionPlace place = Enter(source);
        Assert.True(place.TryBeginAttempt(service));
        place.GiveBack(PlaceEnd.Authenticated);
    }

    public void HangUpBeforeShare(int source) => Enter(source).Dispose();

    public void PenaltyApplied(SourceKey source, TimeSpan score, TimeSpan duration) => Penalties.Add((source, duration));

    public void PenaltyLifted(SourceKey source) => Lifted.Add(source);

    public void LimitHit(AdmissionLimit limit, SourceKey source) => LimitsHit.Add(limit);
}
