using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.Kernel;

public sealed class LogServerTests : ClusterTest
{
    [Theory]
    [InlineData("logger_proxy", "{log,error,\"bad ~p~n\",[x],#{pid => p}}", LogLevel.Error, "p logs: bad x")]
    [InlineData("logger", "{log,warning,#{format => \"~w\",args => [1],label => x},#{}}", LogLevel.Warning, "undefined logs: 1")]
    [InlineData("logger", "{log,notice,{report,#{a => 1}},#{}}", LogLevel.Information, "undefined logs: {report,#{a => 1}}")]
    [InlineData("logger", "{log,emergency,\"~p\",[],[]}", LogLevel.Critical, "undefined logs: FORMAT ERROR: \"~p\" - []")]
    [InlineData("logger", "{log,error,\"~*c\",[-9223372036854775808,97],[]}", LogLevel.Error,
        "undefined logs: FORMAT ERROR: \"~*c\" - [-9223372036854775808,97]")]
    [InlineData("logger", "{log,error,\"~70000c\",[97],[]}", LogLevel.Error, "undefined logs: FORMAT ERROR: \"~70000c\" - \"a\"")]
    [InlineData("logger", "{log,debug,text,[],[]}", LogLevel.Debug, "undefined logs: text")]
    public async Task Log_events_of_other_nodes_are_logged_here(string server, string message, LogLevel level, string text)
    {
        Log.Allow(level, text);
        Node.Send(ErlTerm.Atom(server), Term("junk"));
        Node.Send(ErlTerm.Atom(server), Term(message));
        Assert.Equal(text, (await Log.WaitForAsync(entry => entry.EventId == 2303)).Message);
        Assert.Equal(level, Log.Entries.Single(entry => entry.EventId == 2303).Level);
    }

    [Theory]
    [InlineData("get_arguments", "{init,[]}")]
    [InlineData("{get_argument,sname}", "{init,error}")]
    [InlineData("get_status", "{init,{started,started}}")]
    public async Task Init_tells_what_it_knows(string request, string answer)
    {
        await Run(async self =>
        {
            self.Send(ErlTerm.Atom("init"), Term("{stop,stop}"));
            self.Send(ErlTerm.Atom("init"), ErlTerm.Tuple(self.Self, Term(request)));
            Assert.Equal(Term(answer), await self.ReceiveAsync());
        });
    }
}
