using System.Threading.Channels;
using Chan.Distribution.Processes;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Server.Tests.Sessions;

/// <summary>A service that is not told ids and leaves requests unanswered: no other request ever gets an answer that is not its own.</summary>
public class UnansweredRpcTests
{
    private static readonly ErlAtom Forget = ErlTerm.Atom("forget");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(21);

    private readonly Channel<ErlTerm> _seen = Channel.CreateUnbounded<ErlTerm>();

    [Fact]
    public async Task Requests_behind_one_that_is_never_answered_get_no_answer_instead_of_a_wrong_one_and_the_session_ends()
    {
        await using SessionFixture gateway = Start();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("forgetful");

        await client.SendAsync([.. ScriptedClient.RpcFrame(1, "forget"), .. ScriptedClient.RpcFrame(2, "b"), .. ScriptedClient.RpcFrame(3, "c"), .. Cancel(1)]);
        await client.ExpectAsync("ERROR 1 {error,timeout,cancelled}");
        await gateway.Clock.WaitForTimerAsync(Patience);
        gateway.Clock.Advance(Patience);

        await client.ExpectEndAsync(
            "CLOSE {error,timeout,<<\"The service left a request unanswered, so no later answer could be told from its own; connect again.\">>}");
    }

    [Fact]
    public async Task A_request_that_was_given_up_does_no_harm_while_nobody_waits_behind_it()
    {
        await using SessionFixture gateway = Start();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("forgetful");

        await client.SendAsync([.. ScriptedClient.RpcFrame(1, "forget"), .. Cancel(1)]);
        await client.ExpectAsync("ERROR 1 {error,timeout,cancelled}");
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        await client.CastAsync("still_here");

        Assert.Equal(Forget, await NextAsync());
        Assert.Equal(ErlTerm.Atom("still_here"), await NextAsync());
    }

    [Fact]
    public async Task A_late_answer_is_dropped_and_those_behind_it_get_their_own()
    {
        await using SessionFixture gateway = Start();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("forgetful");

        await client.SendAsync([.. ScriptedClient.RpcFrame(1, "forget"), .. Cancel(1), .. ScriptedClient.TermFrame(FrameType.Cast, "remember")]);
        await client.SendAsync([.. ScriptedClient.RpcFrame(2, "b"), .. ScriptedClient.RpcFrame(3, "c")]);

        await client.ExpectAsync("ERROR 1 {error,timeout,cancelled}", "REPLY 2 b", "REPLY 3 c");
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        await client.RpcAsync(4, "d");
        await client.ExpectAsync("REPLY 4 d");
    }

    [Fact]
    public async Task A_request_that_is_given_up_before_its_turn_never_reaches_the_service_and_casts_keep_their_place()
    {
        await using SessionFixture gateway = Start();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("forgetful");

        await client.SendAsync([.. ScriptedClient.RpcFrame(1, "forget"), .. ScriptedClient.RpcFrame(2, "b"), .. ScriptedClient.TermFrame(FrameType.Cast, "remember"), .. Cancel(2)]);

        await client.ExpectAsync("ERROR 2 {error,timeout,cancelled}", "REPLY 1 forget");
        Assert.Equal(Forget, await NextAsync());
        Assert.Equal(ErlTerm.Atom("remember"), await NextAsync());
    }

    [Fact]
    public async Task What_waits_for_its_turn_reaches_the_service_before_it_hears_that_the_client_has_gone()
    {
        await using SessionFixture gateway = Start();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("forgetful");

        await client.SendAsync([.. ScriptedClient.RpcFrame(1, "forget"), .. ScriptedClient.RpcFrame(2, "b"), .. ScriptedClient.TermFrame(FrameType.Cast, "c")]);
        await client.SendAsync(ScriptedClient.TermFrame(FrameType.Close, "normal"));

        foreach (string seen in new[] { "forget", "b", "c", "chan_closed" })
        {
            Assert.Equal(ErlTerm.Atom(seen), await NextAsync());
        }
    }

    private static byte[] Cancel(uint id) => ScriptedClient.Frame(FrameType.Cancel, ScriptedClient.Id(id));

    private SessionFixture Start()
    {
        SessionFixture gateway = new();
        gateway.Add("forgetful", ForgetfulAsync, service => service with { Limits = service.Limits with { CloseGrace = Patience } });
        return gateway;
    }

    private async Task<ErlTerm> NextAsync() => await _seen.Reader.ReadAsync().AsTask().WaitAsync(TestTimeouts.Long);

    // Echoes, but what it forgets, it answers only when it is told to remember.
    private async Task ForgetfulAsync(ProcessContext self, ErlTerm middleMan, ErlTerm argument)
    {
        while (await self.ReceiveAsync() is ErlTuple { Count: 3 } chan)
        {
            _seen.Writer.TryWrite(chan[2]);
            if (!chan[2].Equals(Forget))
            {
                ErlTerm answer = chan[2].Equals(ErlTerm.Atom("remember")) ? Forget : chan[2];
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, answer));
            }
        }

        _seen.Writer.TryWrite(Atoms.ChanClosed);
    }
}
