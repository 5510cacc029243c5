using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Diagnostics;
using Chan.Terms;

namespace Chan.Server.Tests.Sessions;

public class EndingTests
{
    private static readonly string DrainingTerm = "{error,draining,<<\"The gateway is stopping; connect again later.\">>}";

    [Fact]
    public async Task START_must_come_within_10_seconds_of_READY()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        Assert.IsType<ClientHandshakeResult.Ready>(await client.AuthenticateAsync());

        await client.SendAsync(ScriptedClient.Frame(FrameType.Ping, new byte[8]));
        await client.ExpectAsync("PONG 0000000000000000");
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await client.ExpectEndAsync("CLOSE {error,timeout,start}");
    }

    [Fact]
    public async Task A_silent_client_is_pinged_after_30_seconds_and_closed_after_90()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();

        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(FrameType.Ping, (await client.ReceiveAsync())?.Type);
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(FrameType.Ping, (await client.ReceiveAsync())?.Type);
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        await client.ExpectEndAsync("CLOSE {error,timeout,silence}");
    }

    [Fact]
    public async Task A_client_that_answers_pings_stays()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();
        for (int round = 1; round <= 10; round++)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(30));
            ReceivedFrame ping = Assert.IsType<ReceivedFrame>(await client.ReceiveAsync());
            Assert.Equal(FrameType.Ping, ping.Type);
            await client.SendAsync(ScriptedClient.Frame(FrameType.Pong, ping.Body));
            await client.RpcAsync((uint)round, "hello");
            await client.ExpectAsync($"REPLY {round} hello");
        }
    }

    [Fact]
    public async Task A_draining_session_that_owes_nothing_closes_at_once()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();

        gateway.LastSession!.Drain();
        await client.ExpectEndAsync($"CLOSE {DrainingTerm}");
    }

    [Fact]
    public async Task A_draining_session_gives_the_answers_it_owes_and_begins_nothing_new()
    {
        await using SessionFixture gateway = new();
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Add("slow", async (self, middleMan, argument) =>
        {
            await go.Task;
            await SessionFixture.EchoAsync(self, middleMan, argument);
        });
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("slow");
        await client.RpcAsync(1, "owed");
        await client.SendAsync(ScriptedClient.Frame(FrameType.Ping, new byte[8]));
        await client.ExpectAsync("PONG 0000000000000000");

        gateway.LastSession!.Drain();
        await client.RpcAsync(2, "new");
        await client.ExpectAsync($"ERROR 2 {DrainingTerm}");
        go.SetResult();
        await client.ExpectEndAsync("REPLY 1 owed", $"CLOSE {DrainingTerm}");
    }

    [Fact]
    public async Task An_aborted_session_ends_although_it_owes_answers()
    {
        await using SessionFixture gateway = new();
        gateway.Add("mute", RefusalTests.MuteAsync);
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync("mute");
        await client.RpcAsync(1, "never");

        gateway.LastSession!.Drain();
        gateway.LastSession.Abort();
        await client.ExpectEndAsync($"CLOSE {DrainingTerm}");
    }

    [Fact]
    public async Task A_client_that_never_reads_is_closed_when_its_queue_is_full()
    {
        await using SessionFixture gateway = new(new() { OutboundQueue = 64 * 1024 });
        gateway.Log.Expect(AuditEventIds.SlowPeerClosed);
        gateway.Add("flood", async (self, middleMan, _) =>
        {
            ErlBinary kilobyte = ErlTerm.Binary(new byte[1024]);
            while (!self.Exiting.IsCancellationRequested)
            {
                self.Send(middleMan, ErlTerm.Tuple(Atoms.Send, kilobyte));
                if (await self.ReceiveAsync(TimeSpan.Zero) is not null)
                {
                    return;
                }
            }
        }, service => service with { Limits = service.Limits with { FrameLimit = 4096 } });
        int processes = gateway.Node.ProcessCount;
        using ScriptedClient client = gateway.Connect(capacity: 1024);
        await client.StartAsync("flood");

        await gateway.Log.WaitForAsync(AuditEventIds.SlowPeerClosed);
        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_for_10_seconds_is_closed()
    {
        await using SessionFixture gateway = new(SessionFixture.LateStart with { OutboundStall = TimeSpan.FromSeconds(10) });
        gateway.Log.Expect(AuditEventIds.SlowPeerClosed);
        using ScriptedClient client = gateway.Connect(capacity: 512);
        await client.StartAsync();
        await client.RpcAsync(1, $"\"{new string('a', 4000)}\"");

        await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10));
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await gateway.Log.WaitForAsync(AuditEventIds.SlowPeerClosed);
        await gateway.AllEndedAsync();
    }
}
