using System.Net;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;

namespace Chan.Distribution.Tests.Net.Nodes;

public sealed class NodeOptionsTests
{
    [Fact]
    public void All_faults_are_reported_together_with_their_ranges()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => NodeOptionsRules.Check(new NodeOptions
        {
            Name = "n",
            ListenPort = 70_000,
            NetTickTime = TimeSpan.Zero,
            NetTickIntensity = 3,
            SetupTimeout = TimeSpan.FromSeconds(121),
            Creation = 0,
        }));

        foreach (string part in new[] { "ListenPort must be from 0 to 65535, but is 70000", "NetTickTime", "NetTickIntensity must be from 4 to 1000, but is 3", "SetupTimeout", "Creation" })
        {
            Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_address_that_others_reach_needs_tls_or_a_word_of_its_own()
    {
        var options = new NodeOptions { Name = "n", Listen = IPAddress.Parse("192.0.2.1") };

        ArgumentException fault = Assert.Throws<ArgumentException>(() => NodeOptionsRules.Check(options));
        Assert.Contains("AllowInsecureDistribution", fault.Message, StringComparison.Ordinal);
        NodeOptionsRules.Check(options with { AllowInsecureDistribution = true });
        NodeOptionsRules.Check(options with { Listen = IPAddress.IPv6Loopback });
    }

    [Fact]
    public void A_range_of_ports_has_a_beginning_and_a_fixed_port_has_none()
    {
        Assert.Throws<ArgumentException>(() => NodeOptionsRules.Check(new NodeOptions { Name = "n", LastListenPort = 9000 }));
        Assert.Throws<ArgumentException>(() => NodeOptionsRules.Check(new NodeOptions { Name = "n", ListenPort = 9000, LastListenPort = 8999 }));
        Assert.Throws<ArgumentException>(() => NodeOptionsRules.Check(new NodeOptions { Name = "n", ListenPort = 9000, FixedPort = 9000 }));
        Assert.Throws<ArgumentException>(() => NodeOptionsRules.Check(new NodeOptions { Name = "n", PortMapper = PortMapperUse.None }));
        NodeOptionsRules.Check(new NodeOptions { Name = "n", ListenPort = 9000, LastListenPort = 9005 });
    }

    [Theory]
    [Trait("Scenario", "N1")]
    [InlineData("n@memory", NodeNameForm.Long, "do not mix")]
    [InlineData("n@host.domain.example", NodeNameForm.Short, "do not mix")]
    [InlineData("n n@memory", NodeNameForm.Short, "no node name")]
    public async Task A_name_of_the_other_family_is_refused_and_the_text_says_what_would_be_right(string name, NodeNameForm form, string expected)
    {
        await using var cluster = new MemoryCluster();
        await using var node = new Node();

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(
            () => node.StartDistributionAsync(cluster.Options("x") with { Name = name, NameForm = form }));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.False(node.IsAliveNode);
    }

    [Fact]
    [Trait("Scenario", "N1")]
    public async Task Nodes_of_short_and_long_names_do_not_meet()
    {
        await using var cluster = new MemoryCluster();
        Node node = await cluster.StartAsync("a", options => options with { Name = "a@host.domain.example", NameForm = NodeNameForm.Long });
        await cluster.StartAsync("b");

        Assert.Equal("a@host.domain.example", node.Name.Name);
        ConnectResult result = await node.ConnectAsync("b@memory");

        Assert.Equal(ConnectOutcome.InvalidName, result.Outcome);
        Assert.Contains("Short and long names do not mix", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_leaves_the_node_as_it_was()
    {
        await using var cluster = new MemoryCluster();
        await cluster.StartAsync("a");
        await using var node = new Node();

        await Assert.ThrowsAsync<IOException>(() => node.StartDistributionAsync(cluster.Options("a")));

        Assert.False(node.IsAliveNode);
        await node.StartDistributionAsync(cluster.Options("b"));
        Assert.Equal("b@memory", node.Name.Name);
    }
}
