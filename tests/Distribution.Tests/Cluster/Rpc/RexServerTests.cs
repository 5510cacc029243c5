using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Rpc;

public sealed class RexServerTests : ClusterTest
{
    [Theory]
    [InlineData("call")]
    [InlineData("block_call")]
    public async Task A_function_is_called_and_its_end_reported_as_rpc_does(string form)
    {
        Assert.Equal(Term("4.0"), await Ask(form, "math,sqrt,[16]"));
        Assert.Equal(Term("ball"), await Ask(form, "erlang,throw,[ball]"));
        Assert.Equal(Term("{badrpc,{'EXIT',bye}}"), await Ask(form, "erlang,exit,[bye]"));
        Assert.Equal(Term("{badrpc,{'EXIT',{undef,[{os,cmd,[1],[]}]}}}"), await Ask(form, "os,cmd,[1]"));
    }

    [Fact]
    public async Task A_function_that_ends_the_processes_spawned_for_it_does_not_end_the_server()
    {
        ErlPid? rex = Node.WhereIs(Atoms.Rex);
        Assert.Equal(Term("{badrpc,{'EXIT',{x,return,4.0}}}"), await Ask("block_call", "erpc,execute_call,[x,math,sqrt,[16]]"));
        Assert.Equal(rex, Node.WhereIs(Atoms.Rex));
    }

    [Fact]
    public async Task A_call_that_is_killed_is_answered_with_its_end()
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("die"), 0, async (self, _) =>
        {
            self.Exit(self.Self, Atoms.Kill);
            return await self.ReceiveAsync();
        });
        Assert.Equal(Term("{badrpc,{'EXIT',killed}}"), await Ask("call", "m,die,[]"));
    }

    [Fact]
    public async Task Calls_wait_for_no_other_call()
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("wait"), 0, async (self, _) =>
        {
            Node.Register(ErlTerm.Atom("waiting"), self.Self);
            return await self.ReceiveAsync();
        });
        Task<ErlTerm> first = Ask("call", "m,wait,[]");
        while (Node.WhereIs(ErlTerm.Atom("waiting")) is null)
        {
            Assert.Equal(Term("4.0"), await Ask("call", "math,sqrt,[16]"));
        }

        Node.Send(ErlTerm.Atom("waiting"), Atoms.Yes);
        Assert.Equal(Atoms.Yes, await first);
    }

    [Fact]
    public async Task A_cast_is_run_in_a_process_with_the_callers_group_leader()
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("tell"), 1, (self, arguments) =>
        {
            self.Send(arguments[0], self.GroupLeader);
            return new ValueTask<ErlTerm>(Atoms.Ok);
        });
        await Run(async self =>
        {
            ErlTerm cast = ErlTerm.Tuple([Atoms.Cast, ErlTerm.Atom("m"), ErlTerm.Atom("tell"), ErlTerm.List(self.Self), self.Self]);
            self.Send(Atoms.Rex, ErlTerm.Tuple(Atoms.GenCast, cast));
            Assert.Equal(self.Self, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_C_node_gets_its_answer_without_gen_tags()
    {
        await Run(async self =>
        {
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term("{call,erlang,length,[[a,b]],user}")));
            Assert.Equal(Term("{rex,2}"), await self.ReceiveAsync());
        });
    }

    [Theory]
    [InlineData("{put_chars,unicode,[104,105]}", "ok")]
    [InlineData("{get_line,unicode,[]}", "{error,enotsup}")]
    [InlineData("{get_geometry,columns}", "{error,enotsup}")]
    [InlineData("getopts", "{error,enotsup}")]
    [InlineData("{setopts,[binary]}", "{error,enotsup}")]
    [InlineData("{requests,[{put_chars,unicode,[104,105]},{get_chars,unicode,[],1}]}", "{error,enotsup}")]
    [InlineData("what", "{error,request}")]
    public async Task A_C_node_that_takes_the_output_gets_all_of_it_before_the_result(string request, string reply)
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("ask"), 1, async (self, arguments) =>
        {
            self.Send(self.GroupLeader, ErlTerm.Tuple(ErlTerm.Atom("io_request"), self.Self, ErlTerm.Atom("tag"), arguments[0]));
            return ((ErlTuple)await self.ReceiveAsync())[2];
        });
        await Run(async self =>
        {
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term($"{{call,m,ask,[{request}],send_stdout_to_caller}}")));
            if (request.Contains("put_chars", StringComparison.Ordinal))
            {
                Assert.Equal(Term("{rex_stdout,<<\"hi\">>}"), await self.ReceiveAsync());
            }

            Assert.Equal(Term($"{{rex,{reply}}}"), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task Messages_are_forwarded_to_names()
    {
        await Run(async self =>
        {
            Node.Register(ErlTerm.Atom("me"), self.Self);
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term("{sbcast,me,hello}")));
            Assert.Equal(Term("hello"), await self.ReceiveAsync());
            Assert.Equal(Term("{rex,nonode@nohost,nonode@nohost}"), await self.ReceiveAsync());
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term("{sbcast,nobody,hello}")));
            Assert.Equal(Term("{rex,nonode@nohost,{nonexisting_name,nobody}}"), await self.ReceiveAsync());
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term("{send,me,question}")));
            Assert.Equal(ErlTerm.Tuple(self.Self, ErlTerm.Atom("question")), await self.ReceiveAsync());
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term("{send,nobody,question}")));
            Assert.Equal(Term("{rex,nonode@nohost,{nonexisting_name,nobody}}"), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task Junk_is_ignored()
    {
        foreach (string junk in new[] { "{x,features_request}", "{1,{sbcast,[],{}}}", "{{},{call,1,2,3,4}}", "{a,b,c}", "7" })
        {
            Node.Send(Atoms.Rex, Term(junk));
        }

        Assert.Equal(Term("4.0"), await Ask("call", "math,sqrt,[16]"));
    }

    private Task<ErlTerm> Ask(string form, string call) => Call("rex", $"{{{form},{call},user}}");
}
