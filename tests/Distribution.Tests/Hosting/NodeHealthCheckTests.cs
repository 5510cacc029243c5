using Chan.Distribution.Cluster;
using Chan.Distribution.Hosting;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Supervision;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chan.Distribution.Tests.Hosting;

[Trait("Scenario", "O8")]
public sealed class NodeHealthCheckTests : HostTest
{
    [Fact]
    public async Task A_node_is_healthy_from_its_start_to_its_end()
    {
        Services.AddNode().AddSupervisor(ErlTerm.Atom("tree"), tree => tree.AddGenServer<Recorded>(Named("a")));
        Assert.Equal((HealthStatus.Unhealthy, "The node has not started."), await CheckAsync());
        await StartAsync();
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync());
        await StopAsync();
        Assert.Equal((HealthStatus.Unhealthy, "The node's top supervisor has ended."), await CheckAsync());
    }

    [Fact]
    public async Task A_child_that_is_being_restarted_is_named_and_the_node_is_healthy_again_when_it_runs()
    {
        AllowReports();
        Services.AddNode().AddSupervisor(
            ErlTerm.Atom("tree"), tree => tree.AddGenServer<Recorded>(Named("a")), new SupervisorFlags { Intensity = 9 });
        await StartAsync();
        ErlPid supervisor = PidOf("tree");

        // The restart waits until the question has come, and fails: the question is answered before the next try.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Diary.Gate = gate.Task;
        Diary.FailsToStart.Add("a");
        await EndAsync("a", "boom");
        await Diary.WaitForAsync("+a", 2);
        Task<(HealthStatus Status, string? Description)> asked = CheckAsync();
        while (Node.GetMailboxLength(supervisor) == 0)
        {
            await Task.Yield();
        }

        gate.SetResult();
        Assert.Equal((HealthStatus.Degraded, "Being restarted: tree/a."), await asked);
        await Diary.WaitForAsync("+a", 3);
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync());
    }

    [Fact]
    public async Task A_node_that_has_left_its_cluster_is_not_healthy()
    {
        Services.AddNode(options => options.Cluster = new NodeOptions
        {
            Name = "here@localhost",
            Cookie = Cookie.FromString("one-cookie-for-all-of-the-nodes"),
            Network = new MemoryNetwork(Clock),
        }).AddGenServer<Recorded>(Named("a"));
        await StartAsync();
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync());

        await Node.StopClusterAsync().WaitAsync(TestTimeouts.Long);

        (HealthStatus status, string? description) = await CheckAsync();
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.Contains("not part of its cluster", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_that_gave_up_is_not_healthy()
    {
        AllowReports();
        Log.Expect(TopEnded);
        Services.AddNode(options => options.Supervision = new SupervisorFlags { Intensity = 0 }).AddGenServer<Recorded>(Named("a"));
        await StartAsync();
        await EndAsync("a", "boom");
        await Log.WaitForAsync(TopEnded);

        Assert.Equal((HealthStatus.Unhealthy, "The node's top supervisor has ended."), await CheckAsync());
    }

    private async Task<(HealthStatus Status, string? Description)> CheckAsync()
    {
        HealthCheckResult result = await CheckHealthAsync();
        return (result.Status, result.Description);
    }
}
