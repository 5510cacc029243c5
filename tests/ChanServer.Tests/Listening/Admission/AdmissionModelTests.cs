using Chan.Server.Listening.Admission;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Server.Tests.Listening.Admission;

/// <summary>Random histories of connections, played to the desk and to a model that keeps every event and recomputes each rule from its words.</summary>
public class AdmissionModelTests
{
    [Theory]
    [InlineData(3, 20_000)]
    [InlineData(100, 900)]
    public void The_desk_agrees_with_the_rules_as_written(int sources, int longestWaitMilliseconds)
    {
        Gen<Move[]> histories = Gen.Choose(0, 6)
            .SelectMany(kind => Gen.Choose(1, sources), (kind, source) => (kind, source))
            .SelectMany(pair => Gen.Choose(0, longestWaitMilliseconds), (pair, wait) => new Move((MoveKind)pair.kind, pair.source, TimeSpan.FromMilliseconds(wait)))
            .ArrayOf(250);
        Prop.ForAll(Arb.From(histories), Play).QuickCheckThrowOnFailure();
    }

    private static void Play(Move[] history)
    {
        var desk = new AdmissionFixture();
        var model = new Model();
        for (int step = 0; step < history.Length; step++)
        {
            Move move = history[step];
            if (move.Kind == MoveKind.Wait)
            {
                desk.Clock.Advance(move.Wait);
            }

            TimeSpan now = desk.Clock.Elapsed;
            bool admitted = desk.Desk.TryEnter(AdmissionFixture.Address(move.Source), out ConnectionPlace? place, out _);
            Assert.True(admitted == !model.IsRefused(move.Source, now), $"step {step}: source {move.Source} admitted = {admitted}");
            if (place is null)
            {
                continue;
            }

            switch (move.Kind)
            {
                case MoveKind.Wait:
                    place.GiveBack(PlaceEnd.Excused);
                    break;
                case MoveKind.NoAttempt:
                    place.Dispose();
                    model.Charge(move.Source, now, 1);
                    break;
                case MoveKind.Crash:
                    place.GiveBack(PlaceEnd.Crashed);
                    model.Charge(move.Source, now, 90);
                    break;
                default:
                    Attempt(desk, model, move, place, now, step);
                    break;
            }
        }
    }

    private static void Attempt(AdmissionFixture desk, Model model, Move move, ConnectionPlace place, TimeSpan now, int step)
    {
        bool let = place.TryBeginAttempt(AdmissionFixture.Service);
        Assert.True(let == model.MayAttempt(move.Source, now), $"step {step}: source {move.Source} attempt let through = {let}");
        if (!let)
        {
            place.GiveBack(PlaceEnd.Excused);
        }
        else if (move.Kind == MoveKind.Succeed)
        {
            place.GiveBack(PlaceEnd.Authenticated);
            model.Successes[move.Source] = now;
        }
        else
        {
            place.Dispose();
            model.Charge(move.Source, now, 5);
            model.Fail(now);
        }
    }

    private enum MoveKind
    {
        Wait,
        NoAttempt,
        Crash,
        Succeed,
        Fail,
        FailToo,
        FailAgain,
    }

    private sealed record Move(MoveKind Kind, int Source, TimeSpan Wait);

    private sealed class Model
    {
        private readonly List<(int Source, TimeSpan At, int Seconds)> _charges = [];
        private readonly List<TimeSpan> _failures = [];
        private TimeSpan _slowedFrom;

        public Dictionary<int, TimeSpan> Successes { get; } = [];

        // "Charges of the last 60 s add up undecayed; at a score of 15 or more the source is refused for score seconds from the last charge, at most 600."
        public bool IsRefused(int source, TimeSpan now)
            => _charges.Where(charge => charge.Source == source).Any(last =>
            {
                int score = _charges.Where(c => c.Source == source && c.At <= last.At && last.At - c.At < TimeSpan.FromSeconds(60)).Sum(c => c.Seconds);
                return score >= 15 && now < last.At + TimeSpan.FromSeconds(Math.Min(score, 600));
            });

        // "30 failed or unfinished attempts per minute. Over the budget, sources without a success in the last 24 h get one attempt per 2 s."
        public bool MayAttempt(int source, TimeSpan now)
        {
            if ((Successes.TryGetValue(source, out TimeSpan success) && now - success < TimeSpan.FromHours(24)) || !IsSpent(now))
            {
                return true;
            }

            if (now - _slowedFrom < TimeSpan.FromSeconds(2))
            {
                return false;
            }

            _slowedFrom = now;
            return true;
        }

        public void Charge(int source, TimeSpan now, int seconds) => _charges.Add((source, now, seconds));

        public void Fail(TimeSpan now)
        {
            bool wasSpent = IsSpent(now);
            _failures.Add(now);
            if (!wasSpent)
            {
                _slowedFrom = now;
            }
        }

        private bool IsSpent(TimeSpan now) => _failures.Count(at => now - at < TimeSpan.FromSeconds(60)) >= 30;
    }
}
