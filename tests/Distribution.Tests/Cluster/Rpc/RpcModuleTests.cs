using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Rpc;

/// <summary>Calls that a peer has a node make: node a calls functions of rpc and erpc on itself and on b.</summary>
public sealed class RpcModuleTests : IAsyncLifetime
{
    private readonly MemoryWorld _world = new();
    private Node _a = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await _world.StartAsync("a");
        await _world.StartAsync("b");
        await MemoryWorld.ConnectAsync(_a, "b");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("{rpc,call,['b@memory',erlang,node,[]]}", "b@memory")]
    [InlineData("{rpc,call,['b@memory',erlang,node,[],infinity]}", "b@memory")]
    [InlineData("{rpc,block_call,['b@memory',erlang,node,[]]}", "b@memory")]
    [InlineData("{rpc,block_call,['b@memory',erlang,node,[],5000]}", "b@memory")]
    [InlineData("{rpc,multicall,[erlang,node,[]]}", "{[a@memory,b@memory],[]}")]
    [InlineData("{rpc,multicall,[erlang,node,[],60000]}", "{[a@memory,b@memory],[]}")]
    [InlineData("{rpc,multicall,[['b@memory','x@memory'],erlang,node,[]]}", "{[b@memory],[x@memory]}")]
    [InlineData("{rpc,multicall,[['b@memory'],erlang,node,[],infinity]}", "{[b@memory],[]}")]
    [InlineData("{rpc,parallel_eval,[[{erlang,node,[]},{erlang,node,[]}]]}", "[a@memory,b@memory]")]
    [InlineData("{rpc,pmap,[{math,sqrt},[],[1,4]]}", "[1.0,2.0]")]
    [InlineData("{rpc,cast,['b@memory',erlang,node,[]]}", "true")]
    [InlineData("{rpc,abcast,[nobody,x]}", "abcast")]
    [InlineData("{rpc,abcast,[['b@memory'],nobody,x]}", "abcast")]
    [InlineData("{rpc,sbcast,[nobody,x]}", "{[],[a@memory,b@memory]}")]
    [InlineData("{rpc,sbcast,[['b@memory'],rex,x]}", "{[b@memory],[]}")]
    [InlineData("{rpc,eval_everywhere,[erlang,node,[]]}", "abcast")]
    [InlineData("{rpc,eval_everywhere,[['b@memory'],erlang,node,[]]}", "abcast")]
    [InlineData("{rpc,server_call,['b@memory',nobody,w,x]}", "{error,nodedown}")]
    [InlineData("{rpc,multi_server_call,[nobody,x]}", "{[],[a@memory,b@memory]}")]
    [InlineData("{rpc,multi_server_call,[['b@memory'],nobody,x]}", "{[],[b@memory]}")]
    [InlineData("{erpc,call,['b@memory',erlang,node,[]]}", "b@memory")]
    [InlineData("{erpc,call,['b@memory',erlang,node,[],5000]}", "b@memory")]
    [InlineData("{erpc,multicall,[['b@memory','x@memory'],erlang,node,[]]}", "[{ok,b@memory},{error,{erpc,noconnection}}]")]
    [InlineData("{erpc,multicall,[['b@memory'],erlang,exit,[x],5000]}", "[{exit,{exception,x}}]")]
    [InlineData("{erpc,cast,['b@memory',erlang,node,[]]}", "ok")]
    [InlineData("{erpc,multicast,[['b@memory'],erlang,node,[]]}", "ok")]
    public async Task Calls_go_on_to_other_nodes(string call, string result)
        => Assert.Equal(result, (await ApplyAsync(call)).ToString());

    [Theory]
    [InlineData("{rpc,call,[1,erlang,node,[]]}", "badarg")]
    [InlineData("{rpc,call,['b@memory',erlang,node,[],-1]}", "badarg")]
    [InlineData("{rpc,pmap,[math,[],[1]]}", "badarg")]
    [InlineData("{rpc,parallel_eval,[[1]]}", "badarg")]
    [InlineData("{rpc,multicall,[[1],erlang,node,[]]}", "badarg")]
    [InlineData("{erpc,call,['b@memory',erlang,node,x]}", "{erpc,badarg}")]
    [InlineData("{erpc,call,['b@memory',erlang,node,[],soon]}", "{erpc,badarg}")]
    [InlineData("{erpc,multicast,['b@memory',erlang,node,[]]}", "{erpc,badarg}")]
    public async Task Wrong_arguments_are_refused_as_Erlang_refuses_them(string call, string reason)
    {
        TermException raised = await Assert.ThrowsAsync<TermException>(() => ApplyAsync(call));
        Assert.Equal((TermExceptionClass.Error, reason), (raised.Class, raised.Reason.ToString()));
    }

    private Task<ErlTerm> ApplyAsync(string call) => _a.RunAsync(async self =>
    {
        var parts = (ErlTuple)ErlTerm.Parse(call);
        return await self.Node.Modules.ApplyAsync(self, (ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2]);
    }).WaitAsync(TestTimeouts.Long);
}
