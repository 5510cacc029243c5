using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>Function values between programs that run as processes of the operating system of their own.</summary>
[Trait("Scenario", "P8")]
public sealed class FunctionValueTests
{
    private const string Cookie = "function-values-end-to-end";

    [Fact]
    public async Task A_function_value_runs_in_another_process_of_the_same_build()
    {
        await using NodeProcess far = await StartAsync("TestNode", "far@localhost");
        await using NodeProcess near = await StartAsync("TestNode", "near@localhost", PortOf(far));

        Assert.Equal("far@localhost", await near.DoAsync("{spawn_fun, far@localhost, #{captured => [1.5, \"text\"]}}"));

        string[] heard = [await near.NextMessageAsync(), await near.NextMessageAsync(), await near.NextMessageAsync()];
        Assert.Equal("{nodeup,far@localhost,[]}", heard[0]);
        Assert.Equal($"{{ran,far@localhost,{far.ProcessId},#{{captured => [1.5,\"text\"]}}}}", heard[1]);
        Assert.EndsWith(",normal}", heard[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_build_of_the_same_program_refuses_it()
    {
        await using NodeProcess far = await StartAsync("TestNodeOtherBuild", "far@localhost");
        await using NodeProcess near = await StartAsync("TestNode", "near@localhost", PortOf(far));

        Assert.Equal("far@localhost", await near.DoAsync("{spawn_fun, far@localhost, 7}"));

        Assert.Equal("{nodeup,far@localhost,[]}", await near.NextMessageAsync());
        string down = await near.NextMessageAsync();
        Assert.StartsWith("{'DOWN',", down, StringComparison.Ordinal);
        Assert.Contains(",{{badfun,#Fun<chan_fun.", down, StringComparison.Ordinal);

        // The connection has not suffered, and there is no such process.
        Assert.Equal("pong", await near.DoAsync("{ping, far@localhost}"));
        Assert.Empty(near.Rest());
    }

    private static string PortOf(NodeProcess node) => $"far@localhost={node.Address[(node.Address.LastIndexOf(':') + 1)..]}";

    // Port 0 stands for no port mapper: who is to be found is given by its port.
    private static Task<NodeProcess> StartAsync(string build, string name, params string[] peer)
        => NodeProcess.StartAsync(build, Cookie, [], [name, "127.0.0.1", "0", "60", .. peer]);
}
