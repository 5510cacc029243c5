using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.Erpc;

public sealed class ErpcModuleTests : ClusterTest
{
    [Theory]
    [InlineData("math,sqrt,[16]", "{ref,return,4.0}")]
    [InlineData("os,cmd,[\"ls\"]", "{ref,error,undef,[{os,cmd,[\"ls\"],[]}]}")]
    [InlineData("erlang,exit,[bye]", "{ref,exit,bye}")]
    [InlineData("erlang,throw,[ball]", "{ref,throw,ball}")]
    [InlineData("erlang,error,[x]", "{ref,error,x,[{erlang,error,[x],[]}]}")]
    [InlineData("erpc,execute_call,[x,math,sqrt,[16]]", "{ref,exit,{x,return,4.0}}")]
    [InlineData("1,sqrt,[]", "{ref,error,badarg,[{erlang,apply,[1,sqrt,[]],[]}]}")]
    public async Task A_call_ends_its_process_with_the_outcome(string call, string reason)
        => Assert.Equal(Term(reason), await Outcome("execute_call", $"[ref,{call}]"));

    [Fact]
    public async Task An_exception_of_dotnet_is_an_error_with_its_type_and_message()
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("f"), 0, (_, _) => throw new InvalidOperationException("no luck"));
        ErlTuple reason = (ErlTuple)await Outcome("execute_call", "[ref,m,f,[]]");
        Assert.Equal(Term("{'System.InvalidOperationException',<<\"no luck\">>}"), reason[2]);
        Assert.IsType<ErlList>(reason[3], exactMatch: false);
    }

    [Fact]
    public async Task A_cast_runs_and_leaves_nothing()
    {
        await Run(async self =>
        {
            self.Spawn(Atoms.Erpc, ErlTerm.Atom("execute_cast"), [Atoms.Erlang, Atoms.Send, ErlTerm.List(self.Self, Atoms.Ping)]);
            Assert.Equal(Atoms.Ping, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_cast_of_what_is_not_exported_is_a_crash_in_the_log()
    {
        Log.Expect(LogLevel.Error, "undef");
        Assert.Equal(
            Term("{{exception,{undef,[{os,cmd,[],[]}]}},[{os,cmd,[],[]}]}"), await Outcome("execute_cast", "[os,cmd,[]]"));
    }

    [Fact]
    public async Task A_local_call_gives_the_value_in_a_tuple_and_passes_exceptions_on()
    {
        await Run(async self =>
        {
            Assert.Equal(Term("{return,3}"), await Execute(self, "[erlang,length,[[1,2,3]]]"));
            TermException exit = await Assert.ThrowsAsync<TermException>(() => Execute(self, "[erlang,exit,[x]]"));
            Assert.Equal(TermExceptionClass.Exit, exit.Class);
            TermException error = await Assert.ThrowsAsync<TermException>(() => Execute(self, "[no,no,[]]"));
            Assert.Equal(Term("[{no,no,[],[]}]"), error.Stack);
        });
    }

    private static async Task<ErlTerm> Execute(ProcessContext self, string arguments)
        => await self.Node.Modules.ApplyAsync(self, Atoms.Erpc, ErlTerm.Atom("execute_call"), (ErlList)Term(arguments));

    private Task<ErlTerm> Outcome(string function, string arguments) => Run(async self =>
    {
        (_, ErlReference down) = self.SpawnMonitor(Atoms.Erpc, ErlTerm.Atom(function), (ErlList)Term(arguments));
        return ((ErlTuple)await self.ReceiveAsync(down))[4];
    });
}
