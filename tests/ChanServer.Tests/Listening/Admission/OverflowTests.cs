using Chan.Server.Configuration;
using Chan.Server.Listening.Admission;

namespace Chan.Server.Tests.Listening.Admission;

public class OverflowTests
{
    private readonly AdmissionFixture _desk = new(new GatewayLimits { TableSize = 4 });

    [Fact]
    public void New_sources_of_a_full_table_are_penalised_together_and_not_let_off()
    {
        FillTable();
        for (int source = 100; source < 103; source++)
        {
            Assert.True(_desk.HangUpAfterShare(source));
        }

        Assert.True(_desk.IsRefused(103, AdmissionLimit.Penalty));
    }

    [Fact]
    public void A_full_table_does_not_forget_who_is_penalised()
    {
        FillTable();
        _desk.HangUpAfterShare(1);
        _desk.HangUpAfterShare(1);
        for (int source = 100; source < 103; source++)
        {
            _desk.HangUpAfterShare(source);
        }

        Assert.True(_desk.IsRefused(1, AdmissionLimit.Penalty));
    }

    [Fact]
    public void Strangers_in_a_full_table_do_not_charge_sources_with_a_success()
    {
        _desk.Succeed(500);
        FillTable();
        for (int source = 100; source < 103; source++)
        {
            _desk.HangUpAfterShare(source);
        }

        Assert.False(_desk.IsRefused(500, AdmissionLimit.Penalty));
    }

    [Fact]
    public void Service_names_of_a_full_table_share_one_budget()
    {
        var desk = new AdmissionFixture(new GatewayLimits { TableSize = 4, PenaltyThreshold = TimeSpan.FromHours(1) });
        for (int name = 0; name < 4; name++)
        {
            Assert.True(desk.HangUpAfterShare(1, $"busy{name}"));
        }

        Assert.Equal(30, Enumerable.Range(0, 40).Count(attempt => desk.HangUpAfterShare(2, $"name{attempt}")));
        Assert.True(desk.HangUpAfterShare(2, "busy0"));
    }

    private void FillTable()
    {
        for (int source = 1; source <= 4; source++)
        {
            _desk.HangUpAfterShare(source);
        }
    }
}
