using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>What looks at a server, or is told by it, never changes what becomes of it.</summary>
[Trait("Scenario", "O7")]
public sealed class ServerDebugTests : ProcessTest
{
    private const int DebugText = 2602;
    private const int CrashReport = 2601;
    private const int Terminating = 2603;

    [Fact]
    public Task A_trace_says_what_comes_in_what_goes_out_and_the_new_state() => Run(async self =>
    {
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = ErlTerm.Atom("kvs") })).Pid;
        await self.DebugAsync(server, Term("{trace, true}"));
        await self.CallAsync(server, Term("{store, a, 1}"));
        self.Cast(server, Term("{store, a, 2}"));
        self.Send(server, Term("hello"));
        await self.CallAsync(server, Term("{then, more}"));
        await self.DebugAsync(server, Term("{trace, false}"));

        Assert.Equal(
            [
                $"*DBG* kvs got call {{store,a,1}} from {self.Self}",
                $"*DBG* kvs sent ok to {self.Self}, new state #{{a => 1}}",
                "*DBG* kvs got cast {store,a,2}",
                "*DBG* kvs new state #{a => 2}",
                "*DBG* kvs got hello",
                "*DBG* kvs new state #{a => 2,info => hello}",
                $"*DBG* kvs got call {{then,more}} from {self.Self}",
                $"*DBG* kvs sent ok to {self.Self}, new state #{{a => 2,info => hello}}",
                "*DBG* kvs dbg  {continue,more}",
                "*DBG* kvs new state #{a => 2,continued => more,info => hello}",
            ],
            Log.Entries.Where(entry => entry.EventId.Id == DebugText).Select(entry => entry.Message));
    });

    [Theory]
    [InlineData("{statistics, true}")]
    [InlineData("{log, true}")]
    [InlineData("{trace, true}")]
    public Task A_state_that_cannot_be_shown_ends_no_server(string option) => Run(async self =>
    {
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Shy())).Pid;
        await self.DebugAsync(server, Term(option));
        await self.CallAsync(server, Term("x"));

        Assert.Equal(Atoms.Ok, await self.CallAsync(server, Term("x")));
    });

    [Fact]
    public Task Who_only_counts_messages_does_not_ask_for_the_state() => Run(async self =>
    {
        var shy = new Shy();
        ErlPid server = (await GenServer.StartLinkAsync(self, () => shy)).Pid;
        await self.DebugAsync(server, Term("{statistics, true}"));
        await self.CallAsync(server, Term("x"));
        await self.DebugAsync(server, Term("{statistics, false}"));

        Assert.Equal(0, shy.Asked);
    });

    [Fact]
    public async Task A_logger_that_fails_changes_neither_the_last_answer_nor_the_end()
    {
        await using var node = new Node(new NodeRuntimeOptions { LoggerFactory = new Disposed() });
        await node.RunAsync(async self =>
        {
            (StartResult started, ErlReference? monitor) = await GenServer.StartMonitorAsync(self, () => new Kvs());
            Assert.Equal(Term("answer"), await self.CallAsync(started.Pid, Term("{stop, bad, answer}")));
            Assert.Equal(Term("bad"), ((ErlTuple)await self.ReceiveAsync(monitor!))[4]);
            (started, monitor) = await GenServer.StartMonitorAsync(self, () => new Shy());
            self.Send(started.Pid, Term("stray"));
            await self.DebugAsync(started.Pid, Term("{trace, true}"));
            Assert.Equal(Atoms.Ok, await self.CallAsync(started.Pid, Term("x")));
            return true;
        }).WaitAsync(TestTimeouts.Long, TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_crash_tells_as_much_of_large_terms_as_anybody_reads() => Run(async self =>
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        (StartResult started, ErlReference? monitor) = await GenServer.StartMonitorAsync(self, () => new Kvs());
        await self.SuspendAsync(started.Pid);
        self.Cast(started.Pid, ErlTerm.Tuple(Term("unknown"), ErlTerm.Binary(new byte[1 << 20])));
        self.Send(started.Pid, ErlTerm.List([.. Enumerable.Repeat<ErlTerm>(self.Self, 10_000)]));
        await self.ResumeAsync(started.Pid);
        await self.ReceiveAsync(monitor!);

        Assert.InRange((await Log.WaitForAsync(Terminating)).Message.Length, 4000, 7000);
        Assert.InRange((await Log.WaitForAsync(CrashReport)).Message.Length, 4000, 7000);
    });

    private sealed class Shy : GenServer
    {
        public int Asked { get; private set; }

        protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => CallResult.Reply(Atoms.Ok);

        protected internal override ErlTerm GetState()
        {
            Asked++;
            throw new InvalidOperationException("not now");
        }
    }

    /// <summary>As a logger factory is once the program has disposed it.</summary>
    private sealed class Disposed : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => ArgumentNullException.ThrowIfNull(provider);

        public ILogger CreateLogger(string categoryName)
            => categoryName.Contains(".Otp.", StringComparison.Ordinal) ? throw new ObjectDisposedException("LoggerFactory") : NullLogger.Instance;

        public void Dispose()
        {
        }
    }
}
