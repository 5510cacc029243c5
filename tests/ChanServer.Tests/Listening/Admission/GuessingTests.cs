using Chan.Server.Listening.Admission;

namespace Chan.Server.Tests.Listening.Admission;

public class GuessingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly AdmissionFixture _desk = new();

    [Fact]
    public void One_source_is_refused_for_15_seconds_after_its_third_hang_up()
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Assert.True(_desk.HangUpAfterShare(source: 1));
        }

        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
        _desk.Clock.Advance(15 * Second - TimeSpan.FromTicks(1));
        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
        _desk.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_desk.IsRefused(1, AdmissionLimit.Penalty));
        Assert.Equal([(SourceKey.Of(AdmissionFixture.Address(1)), 15 * Second)], _desk.Penalties);
        Assert.Equal([SourceKey.Of(AdmissionFixture.Address(1))], _desk.Lifted);
    }

    [Fact]
    public void Forty_sources_without_a_success_are_slowed_to_one_per_2_seconds_from_the_31st()
    {
        List<int> shares = [];
        for (int source = 1; source <= 40; source++)
        {
            if (_desk.HangUpAfterShare(source))
            {
                shares.Add(source);
            }
        }

        Assert.Equal(Enumerable.Range(1, 30), shares);
        for (int source = 41; source <= 45; source++)
        {
            _desk.Clock.Advance(2 * Second - TimeSpan.FromTicks(1));
            Assert.False(_desk.HangUpAfterShare(source));
            _desk.Clock.Advance(TimeSpan.FromTicks(1));
            Assert.True(_desk.HangUpAfterShare(source));
            Assert.False(_desk.HangUpAfterShare(source + 100));
        }
    }

    [Fact]
    public void A_source_with_a_success_at_any_service_is_not_slowed_at_any_name()
    {
        _desk.Succeed(source: 100, service: "other");
        SpendBudget();

        Assert.False(_desk.HangUpAfterShare(200));
        Assert.True(_desk.HangUpAfterShare(100));
        Assert.True(_desk.HangUpAfterShare(100, "unknownName"));
    }

    [Fact]
    public void The_exemption_ends_after_a_day()
    {
        _desk.Succeed(source: 100);
        _desk.Clock.Advance(TimeSpan.FromHours(24));
        SpendBudget();

        Assert.False(_desk.HangUpAfterShare(100));
    }

    [Fact]
    public void Attempts_count_against_the_service_when_they_end_and_not_while_they_run()
    {
        List<ConnectionPlace> open = [];
        for (int source = 1; source <= 100; source++)
        {
            ConnectionPlace place = _desk.Enter(source);
            Assert.True(place.TryBeginAttempt(AdmissionFixture.Service));
            open.Add(place);
        }

        open.ForEach(place => place.Dispose());
        Assert.False(_desk.HangUpAfterShare(200));
    }

    [Fact]
    public void One_service_s_budget_is_not_another_s()
    {
        SpendBudget();

        Assert.True(_desk.HangUpAfterShare(200, "other"));
    }

    [Fact]
    public void The_budget_of_a_service_is_that_of_the_last_minute()
    {
        SpendBudget();
        _desk.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.True(_desk.HangUpAfterShare(200));
        Assert.True(_desk.HangUpAfterShare(201));
    }

    [Fact]
    public void A_success_refunds_its_own_charge_but_does_not_clear_the_score()
    {
        _desk.HangUpAfterShare(1);
        _desk.HangUpAfterShare(1);
        _desk.Succeed(1);
        _desk.Succeed(1);
        Assert.False(_desk.IsRefused(1, AdmissionLimit.Penalty));

        _desk.HangUpAfterShare(1);
        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
    }

    [Fact]
    public void Connections_that_end_before_an_attempt_cost_1_second_each()
    {
        for (int connection = 0; connection < 14; connection++)
        {
            _desk.HangUpBeforeShare(1);
        }

        Assert.False(_desk.IsRefused(1, AdmissionLimit.Penalty));
        _desk.HangUpBeforeShare(1);
        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
    }

    [Fact]
    public void A_crash_of_our_own_code_refuses_the_source_for_90_seconds()
    {
        _desk.Enter(1).GiveBack(PlaceEnd.Crashed);

        _desk.Clock.Advance(90 * Second - TimeSpan.FromTicks(1));
        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
        _desk.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_desk.IsRefused(1, AdmissionLimit.Penalty));
    }

    [Fact]
    public void A_refusal_lasts_600_seconds_at_most()
    {
        List<ConnectionPlace> open = [.. Enumerable.Range(0, 7).Select(_ => _desk.Enter(1))];
        open.ForEach(place => place.GiveBack(PlaceEnd.Crashed));

        _desk.Clock.Advance(600 * Second - TimeSpan.FromTicks(1));
        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
        _desk.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_desk.IsRefused(1, AdmissionLimit.Penalty));
    }

    [Fact]
    public void Charges_count_for_60_seconds_undecayed()
    {
        _desk.HangUpAfterShare(1);
        _desk.HangUpAfterShare(1);
        _desk.Clock.Advance(60 * Second - TimeSpan.FromTicks(1));
        _desk.HangUpAfterShare(1);
        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));

        _desk.HangUpAfterShare(2);
        _desk.HangUpAfterShare(2);
        _desk.Clock.Advance(60 * Second);
        _desk.HangUpAfterShare(2);
        Assert.False(_desk.IsRefused(2, AdmissionLimit.Penalty));
    }

    [Fact]
    public async Task A_connection_waits_while_open_attempts_of_its_source_could_refuse_it()
    {
        List<ConnectionPlace> attempts = [.. Enumerable.Range(0, 3).Select(_ => _desk.Enter(1))];
        attempts.ForEach(place => Assert.True(place.TryBeginAttempt(AdmissionFixture.Service)));
        using ConnectionPlace next = _desk.Enter(1);

        ValueTask<bool> clear = next.WaitUntilClearAsync(TestContext.Current.CancellationToken);
        Assert.False(clear.IsCompleted);
        attempts[0].GiveBack(PlaceEnd.Authenticated);
        Assert.True(await clear);
        attempts.ForEach(place => place.Dispose());
    }

    [Fact]
    public async Task A_waiting_connection_is_refused_when_the_open_attempts_fail()
    {
        List<ConnectionPlace> attempts = [.. Enumerable.Range(0, 3).Select(_ => _desk.Enter(1))];
        attempts.ForEach(place => Assert.True(place.TryBeginAttempt(AdmissionFixture.Service)));
        using ConnectionPlace next = _desk.Enter(1);

        ValueTask<bool> clear = next.WaitUntilClearAsync(TestContext.Current.CancellationToken);
        attempts.ForEach(place => place.Dispose());
        Assert.False(await clear);
    }

    [Fact]
    public void An_attempt_that_the_gateway_itself_ends_is_charged_all_the_same()
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            ConnectionPlace place = _desk.Enter(1);
            Assert.True(place.TryBeginAttempt(AdmissionFixture.Service));
            place.GiveBack(PlaceEnd.Excused);
        }

        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
    }

    private void SpendBudget()
    {
        for (int source = 1; source <= 30; source++)
        {
            Assert.True(_desk.HangUpAfterShare(source));
        }
    }
}
