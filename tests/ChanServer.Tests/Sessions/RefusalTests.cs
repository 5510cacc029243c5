using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Diagnostics;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Server.Tests.Sessions;

public class RefusalTests
{
    private const byte UnknownTag = 200;

    [Fact]
    public async Task A_bad_term_in_START_is_an_error_of_the_session_and_closes()
        => await AssertBadTermAsync(FrameType.Start, [131, UnknownTag], errorId: 0, isStarted: false);

    [Fact]
    public async Task A_bad_term_in_CAST_is_an_error_of_the_session_and_closes()
        => await AssertBadTermAsync(FrameType.Cast, [131, UnknownTag], errorId: 0, isStarted: true);

    [Fact]
    public async Task A_bad_term_in_RPC_is_an_error_of_the_request_and_closes()
        => await AssertBadTermAsync(FrameType.Rpc, [0, 0, 0, 9, 131, UnknownTag], errorId: 9, isStarted: true);

    [Theory]
    [InlineData("pid", new byte[] { 131, 88, 119, 1, 97, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData("compressed", new byte[] { 131, 80, 0, 0, 0, 1 })]
    [InlineData("external fun", new byte[] { 131, 113, 119, 1, 97, 119, 1, 98, 97, 0 })]
    public async Task Terms_that_clients_have_no_business_with_are_bad_terms(string what, byte[] body)
    {
        Assert.NotEmpty(what);
        await AssertBadTermAsync(FrameType.Cast, body, errorId: 0, isStarted: true);
    }

    [Fact]
    public async Task A_frame_over_the_limit_closes_without_reading_its_body()
    {
        await using SessionFixture gateway = new();
        gateway.Add("small", SessionFixture.EchoAsync, service => service with { Limits = service.Limits with { FrameLimit = 2048 } });
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("small");

        await client.SendAsync(0, 0, 8, 1, (byte)FrameType.Cast);
        await client.ExpectEndAsync("CLOSE {error,refused,size}");
    }

    [Fact]
    [Trait("Scenario", "G7")]
    public async Task Terms_that_no_pattern_accepts_are_refused_and_the_session_goes_on()
    {
        await using SessionFixture gateway = new();
        gateway.Add("picky", SessionFixture.EchoAsync, service => service with { Accept = [TermPattern.Parse("{lookup, _}")] });
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("picky");

        await client.RpcAsync(1, "{store,a,b}");
        await client.CastAsync("stop");
        await client.RpcAsync(2, "{lookup,a}");
        await client.ExpectAsync("ERROR 1 {error,refused,pattern}", "ERROR 0 {error,refused,pattern}", "REPLY 2 {lookup,a}");
    }

    [Fact]
    public async Task An_id_in_use_and_id_0_are_protocol_errors()
    {
        foreach (uint[] ids in new uint[][] { [5, 5], [0] })
        {
            await using SessionFixture gateway = new();
            gateway.Log.Expect(AuditEventIds.ProtocolViolation);
            gateway.Add("mute", MuteAsync);
            using ScriptedClient client = gateway.Connect();
            await client.StartAsync("mute");
            foreach (uint id in ids)
            {
                await client.RpcAsync(id, "hello");
            }

            Assert.StartsWith("CLOSE {error,protocol,", (await client.ReceiveAsync())?.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(FrameType.Ping, 7)]
    [InlineData(FrameType.Ping, 9)]
    [InlineData(FrameType.Pong, 0)]
    [InlineData(FrameType.Cancel, 5)]
    [InlineData(FrameType.Rpc, 3)]
    public async Task A_body_that_is_not_its_layout_is_a_protocol_error(FrameType type, int length)
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.ProtocolViolation);
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();

        await client.SendAsync(ScriptedClient.Frame(type, new byte[length]));
        Assert.StartsWith("CLOSE {error,protocol,", (await client.ReceiveAsync())?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_over_the_limit_becomes_an_error_of_its_request()
    {
        await using SessionFixture gateway = new();
        gateway.Add("big", async (self, middleMan, _) =>
        {
            await self.ReceiveAsync();
            self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, ErlTerm.Binary(new byte[4096])));
            await self.ReceiveAsync();
        }, service => service with { Limits = service.Limits with { FrameLimit = 2048 } });
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("big");

        await client.RpcAsync(3, "give");
        await client.ExpectAsync("ERROR 3 {error,refused,size}");
    }

    internal static async Task MuteAsync(Distribution.Processes.ProcessContext self, ErlTerm middleMan, ErlTerm argument)
    {
        while (await self.ReceiveAsync() is not ErlTuple { Count: 2 })
        {
            // Takes everything, answers nothing, leaves on chan_closed.
        }
    }

    private static async Task AssertBadTermAsync(FrameType type, byte[] body, uint errorId, bool isStarted)
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.TermRefused);
        using ScriptedClient client = gateway.Connect();
        if (isStarted)
        {
            await client.StartAsync();
        }
        else
        {
            Assert.IsType<ClientHandshakeResult.Ready>(await client.AuthenticateAsync());
        }

        await client.SendAsync(ScriptedClient.Frame(type, body));
        string? error = (await client.ReceiveAsync())?.ToString();
        Assert.StartsWith($"ERROR {errorId} {{error,badterm,", error, StringComparison.Ordinal);
        await client.ExpectEndAsync("CLOSE" + error![$"ERROR {errorId}".Length..]);
    }
}
