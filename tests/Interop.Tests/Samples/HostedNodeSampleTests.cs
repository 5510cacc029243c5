using Chan.Interop.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Samples;

/// <summary>The sample as a program of the operating system, with a real Erlang node beside it.</summary>
[Trait("Scenario", "O8")]
public sealed class HostedNodeSampleTests
{
    [Fact]
    public async Task The_transcript_of_the_readme_is_what_happens()
    {
        await using Terminals terminals = await Terminals.StartAsync("HostedNode");

        Assert.Equal(7, await terminals.PlayAsync(Transcript.OfPage(SampleFiles.Readme("HostedNode"))));
    }

    [Fact]
    public async Task A_termination_signal_ends_it_in_order_and_other_nodes_see_it_go()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await using HostedProgram shop = await HostedProgram.StartAsync(cluster, "shop@localhost", "--prices:coffee", "5");
        ErlangPeer erl = await StartErlangAsync(cluster);
        Assert.Equal("{ok,5}", await erl.EvaluateAsync("gen_server:call({prices, 'shop@localhost'}, {price, coffee})"));
        Assert.Equal("ok", await erl.EvaluateAsync("gen_server:call({prices, 'shop@localhost'}, {set, coffee, 6})"));

        shop.Terminate();

        Assert.Equal("{nodedown,shop@localhost}", await erl.EvaluateAsync("receive {nodedown, _} = Down -> Down end"));
        Assert.Equal(0, await shop.WaitForExitAsync());
        string prices = shop.LineWith("The price list is closed, with 3 prices");
        string journal = shop.LineWith("The journal is closed, with 1 changes");
        Assert.Contains("(prices)", prices, StringComparison.Ordinal);
        Assert.Contains("(journal)", journal, StringComparison.Ordinal);
        Assert.True(shop.Output.IndexOf(prices, StringComparison.Ordinal) < shop.Output.IndexOf(journal, StringComparison.Ordinal), shop.Output);
    }

    [Fact]
    public async Task Other_nodes_see_it_go_when_it_is_killed()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await using HostedProgram shop = await HostedProgram.StartAsync(cluster, "shop@localhost");
        ErlangPeer erl = await StartErlangAsync(cluster);
        await erl.EvaluateAsync("M = monitor(process, {prices, 'shop@localhost'}), ok");

        shop.Kill();

        Assert.Equal("noconnection", await erl.EvaluateAsync("receive {'DOWN', M, process, _, Why} -> Why end"));
        Assert.Equal("{nodedown,shop@localhost}", await erl.EvaluateAsync("receive {nodedown, _} = Down -> Down end"));
        Assert.NotEqual(0, await shop.WaitForExitAsync());
        Assert.DoesNotContain("is closed", shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_is_mended_inside_and_too_many_end_it_with_an_error()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await using HostedProgram shop = await HostedProgram.StartAsync(cluster, "shop@localhost");
        ErlangPeer erl = await StartErlangAsync(cluster);
        await erl.EvaluateAsync("""
            Whereis = fun() -> rpc:call('shop@localhost', erlang, whereis, [prices]) end,
            Crash = fun() -> P = Whereis(), R = monitor(process, P), exit(P, kill), receive {'DOWN', R, process, P, _} -> P end end, ok
            """);
        Assert.Equal("ok", await erl.EvaluateAsync("gen_server:call({prices, 'shop@localhost'}, {set, tea, 4})"));
        await erl.EvaluateAsync("First = Crash(), ok");
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> P = Whereis(), is_pid(P) andalso P =/= First end)"));
        Assert.Equal("{ok,3}", await erl.EvaluateAsync("gen_server:call({prices, 'shop@localhost'}, {price, tea})"));

        // As often as it takes: on a slow machine two crashes may be too far apart.
        Assert.Equal("{nodedown,shop@localhost}", await erl.EvaluateAsync("""
            (fun Loop() -> case Whereis() of P when is_pid(P) -> exit(P, kill); _ -> ok end, receive {nodedown, _} = Down -> Down after 10 -> Loop() end end)()
            """));
        Assert.NotEqual(0, await shop.WaitForExitAsync());
        Assert.Contains("The top supervisor of node shop@localhost ended: too many restarts", shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_ends_the_second_program_and_not_the_first()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await using HostedProgram shop = await HostedProgram.StartAsync(cluster, "shop@localhost");
        await using HostedProgram second = HostedProgram.Run(cluster, "shop@localhost");

        Assert.NotEqual(0, await second.WaitForExitAsync());
        Assert.Contains("another node on this machine has it", second.Output, StringComparison.Ordinal);
        ErlangPeer erl = await StartErlangAsync(cluster);
        Assert.Equal("{ok,3}", await erl.EvaluateAsync("gen_server:call({prices, 'shop@localhost'}, {price, tea})"));
    }

    private static async Task<ErlangPeer> StartErlangAsync(MixedCluster cluster)
    {
        ErlangPeer erl = await cluster.StartErlangAsync("asker");
        await erl.EvaluateAsync("pong = net_adm:ping('shop@localhost'), monitor_node('shop@localhost', true), ok");
        return erl;
    }
}
