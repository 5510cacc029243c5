using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Kernel;

public sealed class KernelModulesTests : ClusterTest
{
    [Theory]
    [InlineData("{net_kernel,get_net_ticktime,[]}", "60")]
    [InlineData("{net_kernel,connect_node,[a@b]}", "false")]
    [InlineData("{code,ensure_loaded,[math]}", "{module,math}")]
    [InlineData("{code,ensure_loaded,['Elixir.IEx']}", "{error,nofile}")]
    [InlineData("{erlang,nodes,[]}", "[]")]
    [InlineData("{erlang,nodes,[[this,visible]]}", "[nonode@nohost]")]
    [InlineData("{erlang,nodes,[connected]}", "[]")]
    [InlineData("{erlang,disconnect_node,[a@b]}", "false")]
    [InlineData("{erlang,function_exported,[math,sqrt,1]}", "true")]
    [InlineData("{erlang,function_exported,[os,cmd,1]}", "false")]
    [InlineData("{erlang,apply,[fun math:pi/0,[]]}", "3.141592653589793")]
    [InlineData("{erlang,system_info,[wordsize]}", "8")]
    public async Task A_tool_of_another_node_gets_its_answer(string call, string answer)
        => Assert.Equal(Term(answer), await Apply(call));

    [Theory]
    [InlineData("{erlang,nodes,[everything]}", "badarg")]
    [InlineData("{erlang,system_info,[creature]}", "badarg")]
    [InlineData("{erlang,apply,[fun math:pi/0,[1]]}", "{badarity,{fun math:pi/0,[1]}}")]
    [InlineData("{erlang,apply,[x,[]]}", "{badfun,x}")]
    [InlineData("{erlang,process_info,[x]}", "badarg")]
    [InlineData("{erlang,memory,[x]}", "badarg")]
    public async Task A_bad_argument_is_the_error_that_erlang_gives(string call, string reason)
    {
        TermException error = await Assert.ThrowsAsync<TermException>(() => Apply(call));
        Assert.Equal(TermExceptionClass.Error, error.Class);
        Assert.Equal(Term(reason), error.Reason);
    }

    [Fact]
    public async Task Process_info_tells_what_is_known_of_a_process()
    {
        await Run(async self =>
        {
            Node.Register(ErlTerm.Atom("me"), self.Self);
            ErlTerm one = await Apply(self, "process_info", self.Self, ErlTerm.Atom("registered_name"));
            Assert.Equal(Term("{registered_name,me}"), one);
            ErlTerm some = await Apply(self, "process_info", self.Self, Term("[trap_exit,message_queue_len]"));
            Assert.Equal(Term("[{trap_exit,false},{message_queue_len,0}]"), some);
            ErlList all = Assert.IsType<ErlList>(await Apply(self, "process_info", self.Self), exactMatch: false);
            Assert.Equal(
                ["registered_name", "current_function", "initial_call", "status", "message_queue_len", "links", "dictionary", "trap_exit", "error_handler",
                    "priority", "group_leader", "total_heap_size", "heap_size", "stack_size", "reductions", "garbage_collection", "suspending"],
                all.Select(item => ((ErlTuple)item)[0].ToString()));
            Assert.Contains(Term("{registered_name,me}"), all);
            Assert.Contains(Term("{initial_call,{erlang,apply,2}}"), all);
            self.Dictionary[Atoms.InitialCall] = Term("{m,f,1}");
            Assert.Equal(Term("{initial_call,{proc_lib,init_p,5}}"), await Apply(self, "process_info", self.Self, ErlTerm.Atom("initial_call")));
            ErlPid gone = self.Spawn(_ => Task.CompletedTask);
            await Node.WhenExited(gone);
            Assert.Equal(Atoms.Undefined, await Apply(self, "process_info", gone, Atoms.State));
        });
    }

    [Fact]
    public async Task Memory_is_a_number_of_bytes()
    {
        ErlList all = Assert.IsType<ErlList>(await Apply("{erlang,memory,[]}"), exactMatch: false);
        Assert.True(all[0] is ErlTuple and [ErlAtom("total"), ErlInteger(> 0)]);
        Assert.True(await Apply("{erlang,memory,[total]}") is ErlInteger(> 0));
    }

    private static async Task<ErlTerm> Apply(ProcessContext self, string function, params ErlTerm[] arguments)
        => await self.Node.Modules.ApplyAsync(self, Atoms.Erlang, ErlTerm.Atom(function), arguments);

    private Task<ErlTerm> Apply(string call)
    {
        var parts = (ErlTuple)Term(call);
        return Run(async self => await Node.Modules.ApplyAsync(self, (ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2]));
    }
}
