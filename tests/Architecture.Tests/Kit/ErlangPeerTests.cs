using Chan.TestKit;

namespace Chan.Architecture.Tests.Kit;

public sealed class ErlangPeerTests
{
    [Fact]
    public async Task Expressions_are_evaluated_with_their_variables_kept()
    {
        await using ErlangPeer peer = await ErlangPeer.StartAsync();

        await peer.EvaluateAsync("X = [1, \"två\", 'a b']");

        Assert.Equal("{[1,\"två\",'a b'],nonode@nohost}", await peer.EvaluateAsync("{X, node()}"));
    }

    [Fact]
    public async Task Failures_are_told_and_the_peer_goes_on()
    {
        await using ErlangPeer peer = await ErlangPeer.StartAsync();

        ErlangException raised = await Assert.ThrowsAsync<ErlangException>(() => peer.EvaluateAsync("1 = 2"));
        ErlangException killed = await Assert.ThrowsAsync<ErlangException>(() => peer.EvaluateAsync("exit(self(), kill), receive after infinity -> ok end"));

        Assert.Contains("badmatch", raised.Message, StringComparison.Ordinal);
        Assert.Contains("killed", killed.Message, StringComparison.Ordinal);
        Assert.Equal("3", await peer.EvaluateAsync("1 + 2"));
    }

    [Fact]
    public async Task What_it_prints_can_be_awaited()
    {
        await using ErlangPeer peer = await ErlangPeer.StartAsync();
        await peer.EvaluateAsync("io:format(\"hello ~p~n\", [world])");
        Assert.Equal("hello world", await peer.WaitForLineAsync(line => line.StartsWith("hello", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Modules_are_compiled_and_a_fault_in_one_is_told()
    {
        using var folder = new TempFolder();
        string good = folder.Write("good.erl", "-module(good).\n-export([f/0]).\nf() -> 42.\n");
        string bad = folder.Write("bad.erl", "-module(bad).\n-export([f/0]).\nf() -> X.\n");

        await using ErlangPeer peer = await ErlangPeer.StartAsync(new ErlangPeerOptions { Modules = [good] });

        Assert.Equal("42", await peer.EvaluateAsync("good:f()"));
        ErlangException fault = await Assert.ThrowsAsync<ErlangException>(() => peer.LoadAsync(bad));
        Assert.Contains("unbound", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_nodes_find_each_other_through_a_port_mapper_of_the_test()
    {
        await using EpmdProcess epmd = await EpmdProcess.StartAsync();
        var options = new ErlangPeerOptions { Cookie = "biscuit", EpmdPort = epmd.Port };
        await using ErlangPeer one = await ErlangPeer.StartAsync(options with { NodeName = "one@127.0.0.1" });
        await using ErlangPeer two = await ErlangPeer.StartAsync(options with { NodeName = "two@127.0.0.1" });

        Assert.Equal("pong", await one.EvaluateAsync("net_adm:ping('two@127.0.0.1')"));
        Assert.Equal("['one@127.0.0.1']", await two.EvaluateAsync("nodes()"));
    }

    [Fact]
    public async Task A_killed_peer_fails_the_open_expression()
    {
        await using ErlangPeer peer = await ErlangPeer.StartAsync();
        Task<string> waiting = peer.EvaluateAsync("receive after infinity -> ok end");
        await peer.KillAsync();
        await Assert.ThrowsAsync<ErlangException>(() => waiting);
        await Assert.ThrowsAsync<ErlangException>(() => peer.EvaluateAsync("1"));
    }
}
