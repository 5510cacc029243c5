using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.InputOutput;

public sealed class IoServerTests : ClusterTest
{
    [Theory]
    [InlineData("{put_chars,unicode,<<\"a\">>}", "ok", "a")]
    [InlineData("{put_chars,unicode,[8364,\"x\",<<\"y\">>]}", "ok", "€xy")]
    [InlineData("{put_chars,latin1,<<233>>}", "ok", "é")]
    [InlineData("{put_chars,[233,\"b\"]}", "ok", "éb")]
    [InlineData("{put_chars,unicode,io_lib,format,[\"hi ~p~n\",[x]]}", "ok", "hi x\n")]
    [InlineData("{put_chars,io_lib,fwrite,[\"~w\",[\"a\"]]}", "ok", "[97]")]
    [InlineData("{put_chars,latin1,io_lib,format,[\"~ts\",[[8364]]]}", "ok", "€")]
    [InlineData("{put_chars,unicode,lists,reverse,[\"abc\"]}", "ok", "cba")]
    [InlineData("{put_chars,unicode,io_lib,format,[\"~p\",[]]}", "{error,format}", "")]
    [InlineData("{put_chars,unicode,io_lib,format,[\"~*c\",[-9223372036854775808,97]]}", "{error,format}", "")]
    [InlineData("{put_chars,unicode,os,cmd,[\"ls\"]}", "{error,cmd}", "")]
    [InlineData("{put_chars,unicode,no_text}", "{error,{put_chars,unicode,no_text}}", "")]
    [InlineData("{put_chars,latin1,[8364]}", "{error,{put_chars,latin1,[8364]}}", "")]
    [InlineData("{put_chars,unicode,<<255>>}", "{error,{put_chars,unicode,<<255>>}}", "")]
    [InlineData("{get_line,unicode,\"> \"}", "eof", "")]
    [InlineData("{get_chars,unicode,\"> \",3}", "eof", "")]
    [InlineData("{get_until,unicode,\"> \",m,f,[]}", "eof", "")]
    [InlineData("{get_password,unicode}", "{error,enotsup}", "")]
    [InlineData("{get_geometry,columns}", "{error,enotsup}", "")]
    [InlineData("{setopts,[binary,{encoding,unicode},{echo,false}]}", "ok", "")]
    [InlineData("{setopts,[{colour,blue}]}", "{error,enotsup}", "")]
    [InlineData("getopts", "[{binary,false},{echo,false},{encoding,unicode}]", "")]
    [InlineData("{requests,[{put_chars,unicode,\"a\"},{put_chars,unicode,\"b\"}]}", "ok", "ab")]
    [InlineData("{requests,[{put_chars,unicode,\"a\"},nonsense,{put_chars,unicode,\"b\"}]}", "{error,request}", "a")]
    [InlineData("nonsense", "{error,request}", "")]
    public async Task Every_request_is_answered(string request, string reply, string written)
    {
        Assert.Equal(Term(reply), await Request(Term(request)));
        Assert.Equal(written, Output.Text);
    }

    [Fact]
    public async Task Requests_nested_without_end_are_an_error()
    {
        ErlTerm request = Term("{put_chars,unicode,\"x\"}");
        ErlTerm chars = ErlList.Empty;
        for (int i = 0; i < 60_000; i++)
        {
            request = ErlTerm.Tuple(ErlTerm.Atom("requests"), ErlTerm.List(request));
            chars = ErlTerm.List(chars);
        }

        Assert.Equal(Term("{error,badarg}"), await Request(request));
        Assert.Equal(Term("{error,badarg}"), await Request(ErlTerm.Tuple(ErlTerm.Atom("put_chars"), ErlTerm.Atom("unicode"), chars)));
        ErlTerm format = ErlTerm.List(ErlTerm.CharList("~p"), ErlTerm.List(chars));
        Assert.Equal(Term("{error,format}"), await Request(
            ErlTerm.Tuple(ErlTerm.Atom("put_chars"), ErlTerm.Atom("unicode"), ErlTerm.Atom("io_lib"), ErlTerm.Atom("format"), format)));
    }

    [Fact]
    public async Task Output_that_fails_is_told_and_ends_nothing()
    {
        Log.Expect(LogLevel.Warning, "The pipe is broken.");
        Log.Expect(LogLevel.Warning, "No such encoding.");
        ErlPid? user = Node.WhereIs(Atoms.User);
        foreach (Exception fault in new Exception[] { new IOException("The pipe is broken."), new NotSupportedException("No such encoding.") })
        {
            Output.Fault = fault;
            Assert.Equal(Term("{error,terminated}"), await Request(Term("{put_chars,unicode,\"x\"}")));
        }

        Output.Fault = null;
        Assert.Equal(Atoms.Ok, await Request(Term("{put_chars,unicode,\"x\"}")));
        Assert.Equal(user, Node.WhereIs(Atoms.User));
    }

    [Fact]
    public async Task A_process_without_group_leader_writes_to_user()
    {
        await Run(async self =>
        {
            await self.PutCharsAsync("one\n");
            await self.FormatAsync("~p and ~ts~n", ErlTerm.Atom("two"), ErlTerm.Utf8("drei"));
        });
        Assert.Equal("one\ntwo and drei\n", Output.Text);
    }

    [Fact]
    public async Task The_functions_of_io_write_to_the_group_leader()
    {
        await Run(async self =>
        {
            ErlPid leader = self.Self;
            ErlPid child = self.Spawn(ErlTerm.Atom("io"), ErlTerm.Atom("format"), [ErlTerm.CharList("~w~n"), Term("[a]")], new SpawnOptions { GroupLeader = leader });
            ErlTuple request = (ErlTuple)await self.ReceiveAsync();
            Assert.Equal(child, request[1]);
            Assert.Equal(Term("{put_chars,unicode,<<\"a\\n\">>}"), request[3]);
            self.Send(child, ErlTerm.Tuple(ErlTerm.Atom("io_reply"), request[2], Atoms.Ok));
            Assert.Equal(Atoms.Normal, await Node.WhenExited(child));
        });
    }

    [Fact]
    public async Task What_the_group_leader_refuses_is_thrown()
    {
        await Run(async self =>
        {
            ErlPid leader = self.Spawn(async server =>
            {
                var request = (ErlTuple)await server.ReceiveAsync();
                server.Send(request[1], ErlTerm.Tuple(ErlTerm.Atom("io_reply"), request[2], Term("{error,enospc}")));
            });
            self.GroupLeader = leader;
            TermException refused = await Assert.ThrowsAsync<TermException>(() => self.PutCharsAsync("x"));
            Assert.Equal(Term("enospc"), refused.Reason);
            await Node.WhenExited(leader);
            TermException gone = await Assert.ThrowsAsync<TermException>(() => self.PutCharsAsync("x"));
            Assert.Equal(Term("terminated"), gone.Reason);
        });
    }

    [Fact]
    public async Task A_C_node_gets_the_output_of_its_call_before_the_result()
    {
        await Run(async self =>
        {
            self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, Term("{call,io,format,[\"~s~n\",[\"out\"]],send_stdout_to_caller}")));
            Assert.Equal(Term("{rex_stdout,<<\"out\\n\">>}"), await self.ReceiveAsync());
            Assert.Equal(Term("{rex,ok}"), await self.ReceiveAsync());
        });
    }

    private Task<ErlTerm> Request(ErlTerm request) => Run(async self =>
    {
        ErlReference reference = self.MakeReference();
        self.Send(Atoms.User, ErlTerm.Tuple(ErlTerm.Atom("io_request"), self.Self, reference, request));
        var reply = (ErlTuple)await self.ReceiveAsync(reference);
        Assert.Equal(ErlTerm.Atom("io_reply"), reply[0]);
        return reply[2];
    });
}
