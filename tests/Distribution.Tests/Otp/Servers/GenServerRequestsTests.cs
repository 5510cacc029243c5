using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Servers;

[Trait("Scenario", "O1")]
public sealed class GenServerRequestsTests : ProcessTest
{
    [Fact]
    public async Task An_answer_is_received_after_other_work()
    {
        await Run(async self =>
        {
            ErlPid server = await StartAsync(self);
            RequestId first = self.SendRequest(server, Term("wait"));
            RequestId second = self.SendRequest(server, Term("{lookup, x}"));
            Assert.Equal(Term("undefined"), (await self.ReceiveResponseAsync(second))!.GetReply());
            Assert.Null(await self.WaitResponseAsync(first));
            self.Cast(server, Term("{answer, done}"));

            Assert.Equal(Term("done"), (await self.WaitResponseAsync(first, Timeout.InfiniteTimeSpan))!.Reply);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_request_that_is_given_up_has_no_answer_any_more()
    {
        await Run(async self =>
        {
            ErlPid server = await StartAsync(self);
            RequestId request = self.SendRequest(server, Term("wait"));
            Task<CallResponse?> waits = self.ReceiveResponseAsync(request, TimeSpan.FromSeconds(1)).AsTask();
            await AssertGivenUpAsync(self, server, waits);
        });
    }

    [Theory]
    [InlineData("nobody", "noproc")]
    [InlineData("{nobody, nonode@nohost}", "noproc")]
    [InlineData("{kvs, other@nowhere}", "noconnection")]
    public async Task A_server_that_is_not_there_is_told_by_the_answer(string server, string reason)
    {
        await Run(async self =>
        {
            CallResponse response = (await self.ReceiveResponseAsync(self.SendRequest(Term(server), Term("x"))))!;

            Assert.Equal(Term(reason), response.Failure);
            Assert.Equal(Term(server), response.Server);
            Assert.Equal(Term($"{{{reason}, {server}}}"), Assert.Throws<TermException>(response.GetReply).Reason);
        });
    }

    [Fact]
    public async Task A_server_that_ends_is_told_by_the_answer()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs())).Pid;
            RequestId request = self.SendRequest(server, Term("{stop, shutdown}"));

            Assert.Equal(ErlTerm.Tuple(Atoms.Shutdown, server), Assert.Throws<TermException>((await self.ReceiveResponseAsync(request))!.GetReply).Reason);
        });
    }

    [Fact]
    public async Task A_message_that_was_received_otherwise_is_read_afterwards()
    {
        await Run(async self =>
        {
            ErlPid server = await StartAsync(self);
            RequestId request = self.SendRequest(server, Term("{lookup, x}"));
            ErlTerm message = await self.ReceiveAsync();

            Assert.Null(self.CheckResponse(Term("{a, b}"), request));
            Assert.Equal(Term("undefined"), self.CheckResponse(message, request)!.Reply);
        });
    }

    [Fact]
    public async Task Answers_by_pid_of_servers_before_OTP_24_end_the_request_too()
    {
        await Run(async self =>
        {
            ErlPid old = self.Spawn(async server =>
            {
                var call = (ErlTuple)await server.ReceiveAsync();
                var from = (ErlTuple)call[1];
                server.Send(from[0], ErlTerm.Tuple(from[1], call[2]));
                server.Send(from[0], ErlTerm.Atom("sent"));
            });
            RequestId request = self.SendRequest(old, Term("hello"));

            Assert.Equal(Term("hello"), (await self.ReceiveResponseAsync(request))!.Reply);
            Assert.Equal(Term("sent"), await self.ReceiveAsync());
            await self.Node.WhenExited(old);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_collection_gives_each_answer_with_its_label()
    {
        await Run(async self =>
        {
            ErlPid server = await StartAsync(self);
            var requests = new RequestIdCollection();
            self.SendRequest(server, Term("{lookup, x}"), Term("first"), requests);
            self.SendRequest(Term("nobody"), Term("x"), Term("second"), requests);
            RequestId third = self.SendRequest(server, Term("wait"));
            requests.Add(third, Term("third"));
            Assert.Equal(3, requests.Count);
            Assert.Throws<ArgumentException>(() => requests.Add(third, Term("again")));
            var answers = new Dictionary<ErlTerm, CallResponse>();
            for (int i = 0; i < 2; i++)
            {
                CallResponse response = (await self.ReceiveResponseAsync(requests))!;
                answers[response.Label!] = response;
            }

            Assert.Equal(Term("undefined"), answers[Term("first")].Reply);
            Assert.Equal(Atoms.Noproc, answers[Term("second")].Failure);
            Assert.Equal([(third, Term("third"))], requests.ToList());
            Assert.Null(await self.WaitResponseAsync(requests));
            self.Cast(server, Term("{answer, late}"));
            Assert.Equal(third, (await self.ReceiveResponseAsync(requests, answered: AnsweredRequest.Keep))!.Request);
            Assert.Equal(1, requests.Count);
            Assert.Null(await self.ReceiveResponseAsync(new RequestIdCollection()));
        });
    }

    [Fact]
    public async Task After_the_time_out_all_requests_of_a_collection_are_given_up()
    {
        await Run(async self =>
        {
            ErlPid server = await StartAsync(self);
            var requests = new RequestIdCollection();
            self.SendRequest(server, Term("wait"), Term("a"), requests);
            self.SendRequest(server, Term("wait"), Term("b"), requests);
            Task<CallResponse?> waits = self.ReceiveResponseAsync(requests, TimeSpan.FromSeconds(1)).AsTask();
            await AssertGivenUpAsync(self, server, waits);
        });
    }

    /// <summary>Lets the second pass that a wait takes, and has the server answer after it: nothing comes of that.</summary>
    private async Task AssertGivenUpAsync(ProcessContext self, ErlPid server, Task<CallResponse?> waits)
    {
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await waits);
        self.Cast(server, Term("{answer, late}"));
        await self.CallAsync(server, Term("{lookup, x}"));

        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    }

    private static async Task<ErlPid> StartAsync(ProcessContext self) => (await GenServer.StartLinkAsync(self, () => new Kvs())).Pid;
}
