using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using Chan.Server.Configuration;

namespace Chan.Server.Listening.Admission;

/// <summary>Decides who may connect, who may guess, and what a connection costs its source. One for all ports of a gateway; thread-safe.</summary>
/// <remarks>
/// <para>
/// Source: security notes 5.1 and 5.2. A client of the password exchange learns from the server's answer alone whether its guess was right, and can hang up then.
/// So an attempt is charged when it begins, and refunded only by a success; when it ends, the charge is final.
/// </para>
/// <para>
/// Open attempts are not yet failures, but another connection of the same source does not go on while their failing would refuse it:
/// it waits until they end (<see cref="ConnectionPlace.WaitUntilClearAsync"/>). So nobody gains guesses by hanging up and connecting again faster than we notice,
/// and many honest clients behind one address are only queued.
/// </para>
/// <para>No I/O; the clock and the dice are passed in.</para>
/// </remarks>
internal sealed class AdmissionDesk
{
    // Chance of a drop where early drop begins; OpenSSH's MaxStartups has the same.
    private const int EarlyDropPercent = 30;

    private readonly Lock _lock = new();
    private readonly GatewayLimits _limits;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly IAdmissionEvents _events;
    private readonly KnownSources _known;
    private readonly SourceTable _sources;
    private readonly BoundedTable<ServiceKey, ServiceBudget> _services;
    private int _unauthenticated;
    private int _unauthenticatedKnown;
    private bool _knownChanged;

    public AdmissionDesk(
        GatewayLimits limits, TimeProvider time, RandomNumberGenerator random, IAdmissionEvents events, IEnumerable<KnownSource> known)
    {
        _limits = limits;
        _time = time;
        _random = random;
        _events = events;
        _known = new(time, limits, known);
        _sources = new(limits, IsIdle);
        _services = new(limits.TableSize, () => new(time, limits), budget => budget.IsClearAt(time.GetTimestamp()));
    }

    /// <summary>Connections that have not authenticated, of all sources.</summary>
    public int Unauthenticated
    {
        get
        {
            lock (_lock)
            {
                return _unauthenticated + _unauthenticatedKnown;
            }
        }
    }

    /// <summary>Asks for a place for a connection that was just accepted; refused ones are closed before TLS, and cost their source nothing.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="place">The place; its holder disposes it when the connection ends or is a session.</param>
    /// <param name="refusal">Which limit refused it, where the method returns <see langword="false"/>.</param>
    public bool TryEnter(IPAddress address, [NotNullWhen(true)] out ConnectionPlace? place, out AdmissionLimit refusal)
    {
        var key = SourceKey.Of(address);
        bool lifted;
        lock (_lock)
        {
            place = Enter(key, out refusal, out lifted);
        }

        if (lifted)
        {
            _events.PenaltyLifted(key);
        }

        if (place is null)
        {
            _events.LimitHit(refusal, key);
        }

        return place is not null;
    }

    /// <summary>Takes the sources that are worth saving, if any were added since the last call.</summary>
    public bool TryTakeChangedSources([NotNullWhen(true)] out IReadOnlyList<KnownSource>? sources)
    {
        lock (_lock)
        {
            sources = _knownChanged ? _known.ToList() : null;
            _knownChanged = false;
            return sources is not null;
        }
    }

    /// <summary>Notes that a connection was turned away for a limit that is kept elsewhere.</summary>
    public void ReportLimit(AdmissionLimit limit, SourceKey source) => _events.LimitHit(limit, source);

    /// <summary>A task that ends when the source's fate may have changed, or null when <paramref name="isRefused"/> is the answer.</summary>
    internal Task? AskAgainLater(ConnectionPlace place, out bool isRefused)
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            SourceEntry source = place.Entry;
            isRefused = source.Penalty.IsRefusedAt(now);
            TimeSpan atRisk = source.OpenAttempts * _limits.FailedAuthenticationPenalty;
            bool mustWait = !isRefused && source.OpenAttempts > 0 && source.Penalty.ScoreAt(now, _time) + atRisk >= _limits.PenaltyThreshold;
            if (mustWait)
            {
                TaskCompletionSource later = new(TaskCreationOptions.RunContinuationsAsynchronously);
                source.Waiting.Add(later);
                return later.Task;
            }
        }

        if (isRefused)
        {
            _events.LimitHit(AdmissionLimit.Penalty, place.Source);
        }

        return null;
    }

    internal bool TryBeginAttempt(ConnectionPlace place, string service)
    {
        lock (_lock)
        {
            ServiceBudget budget = _services.GetOrAdd(ServiceKey.Of(service));
            if (_known.Contains(place.Source) || budget.TryTake(_time.GetTimestamp()))
            {
                place.Entry.OpenAttempts++;
                return true;
            }
        }

        _events.LimitHit(AdmissionLimit.ServiceBudget, place.Source);
        return false;
    }

    internal void End(ConnectionPlace place, PlaceEnd end, string? attemptedService)
    {
        TimeSpan score;
        TimeSpan refusal;
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            GiveBack(place);
            if (attemptedService is not null)
            {
                CloseAttempt(place, end, attemptedService, now);
            }

            TimeSpan charge = ChargeOf(end, attemptedService is not null);
            refusal = charge == TimeSpan.Zero ? TimeSpan.Zero : place.Entry.Penalty.Add(charge, now, _time, _limits);
            score = place.Entry.Penalty.ScoreAt(now, _time);
            place.Entry.AnnouncedRefusal |= refusal > TimeSpan.Zero;
            place.Entry.Waiting.ForEach(waiting => waiting.TrySetResult());
            place.Entry.Waiting.Clear();
        }

        if (refusal > TimeSpan.Zero)
        {
            _events.PenaltyApplied(place.Source, score, refusal);
        }
    }

    private ConnectionPlace? Enter(SourceKey key, out AdmissionLimit refusal, out bool lifted)
    {
        bool isKnown = _known.Contains(key);
        SourceEntry source = _sources.GetOrAdd(key, isKnown);
        bool usesOwnPlaces = isKnown && _unauthenticatedKnown < _limits.KnownSourceConnections;
        bool isPenalised = source.Penalty.IsRefusedAt(_time.GetTimestamp());
        lifted = source.AnnouncedRefusal && !isPenalised;
        source.AnnouncedRefusal &= isPenalised;
        if ((isPenalised ? AdmissionLimit.Penalty : FindFullLimit(source, isKnown, usesOwnPlaces)) is { } found)
        {
            refusal = found;
            return null;
        }

        source.Unauthenticated++;
        _ = usesOwnPlaces ? _unauthenticatedKnown++ : _unauthenticated++;
        refusal = default;
        return new(this, key, source, usesOwnPlaces);
    }

    private AdmissionLimit? FindFullLimit(SourceEntry source, bool isKnown, bool usesOwnPlaces)
        => source.Unauthenticated >= _limits.UnauthenticatedPerSource ? AdmissionLimit.SourceConnections
        : usesOwnPlaces ? null
        : _unauthenticated >= _limits.UnauthenticatedConnections ? AdmissionLimit.TotalConnections
        : !isKnown && DropsEarly() ? AdmissionLimit.EarlyDrop
        : null;

    private void GiveBack(ConnectionPlace place)
    {
        place.Entry.Unauthenticated--;
        _ = place.IsOwnPlace ? _unauthenticatedKnown-- : _unauthenticated--;
    }

    private void CloseAttempt(ConnectionPlace place, PlaceEnd end, string service, long now)
    {
        place.Entry.OpenAttempts--;
        if (end == PlaceEnd.Authenticated)
        {
            _known.Add(place.Source);
            _knownChanged = true;
        }
        else
        {
            _services.GetOrAdd(ServiceKey.Of(service)).CountFailure(now);
        }
    }

    private bool DropsEarly()
    {
        if (_unauthenticated < _limits.EarlyDropFrom)
        {
            return false;
        }

        int excess = _unauthenticated - _limits.EarlyDropFrom;
        int range = _limits.UnauthenticatedConnections - _limits.EarlyDropFrom;
        double chance = EarlyDropPercent + ((100.0 - EarlyDropPercent) * excess / range);
        Span<byte> dice = stackalloc byte[sizeof(uint)];
        _random.GetBytes(dice);
        return BitConverter.ToUInt32(dice) / (uint.MaxValue + 1.0) * 100 < chance;
    }

    private TimeSpan ChargeOf(PlaceEnd end, bool attempted) => (end, attempted) switch
    {
        (PlaceEnd.Authenticated, _) or (PlaceEnd.Excused, false) => TimeSpan.Zero,
        (PlaceEnd.Crashed, _) => _limits.CrashPenalty,
        (_, true) => _limits.FailedAuthenticationPenalty,
        (_, false) => _limits.NoAuthenticationPenalty,
    };

    private bool IsIdle(SourceEntry source)
        => source.Unauthenticated == 0 && source.Penalty.IsClearAt(_time.GetTimestamp(), _time);
}
