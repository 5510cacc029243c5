using System.Buffers.Binary;
using Chan.Protocol.Framing;
using Chan.Server.Diagnostics;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Sessions;

/// <summary>Services that never rest, and clients that send or take more than their share.</summary>
public class FloodTests
{
    [Fact]
    [Trait("Scenario", "G9")]
    public async Task A_service_that_computes_without_end_does_not_hold_up_other_sessions()
    {
        await using SessionFixture gateway = new();
        TaskCompletionSource computes = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool stop = false;
        gateway.Add("busy", async (self, _, _) =>
        {
            await self.ReceiveAsync();
            computes.SetResult();
            while (!Volatile.Read(ref stop))
            {
                Thread.SpinWait(100);
            }
        });
        using ScriptedClient busy = gateway.Connect();
        await busy.StartAsync("busy");
        using ScriptedClient other = gateway.Connect();
        await other.StartAsync();
        try
        {
            await busy.CastAsync("go");
            await computes.Task.WaitAsync(TestTimeouts.Long);
            for (uint id = 1; id <= 100; id++)
            {
                await other.RpcAsync(id, "hello");
                await other.ExpectAsync($"REPLY {id} hello");
            }

            // A new client gets through its handshake, too.
            using ScriptedClient late = gateway.Connect();
            await late.StartAsync();
        }
        finally
        {
            Volatile.Write(ref stop, true);
        }

        await busy.ExpectEndAsync("CLOSE normal");
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task A_flood_of_pushes_at_a_client_that_does_not_read_is_ended_with_bounded_memory()
    {
        const int queue = 64 * 1024;
        const int frame = 4096;
        await using SessionFixture gateway = new(new() { OutboundQueue = queue });
        gateway.Log.Expect(AuditEventIds.SlowPeerClosed);
        int sent = 0;
        gateway.Add("flood", async (self, middleMan, _) =>
        {
            ErlTerm push = ErlTerm.Tuple(ErlTerm.Atom("push"), ErlTerm.Binary(new byte[1024]));
            while (await self.ReceiveAsync(TimeSpan.Zero) is null)
            {
                self.Send(middleMan, push);
                sent++;
                await Task.Yield();
            }
        }, service => service with { Limits = service.Limits with { FrameLimit = frame } });
        using ScriptedClient client = gateway.Connect(capacity: 1024);
        await client.StartAsync("flood");

        TestLogEntry entry = await gateway.Log.WaitForAsync(AuditEventIds.SlowPeerClosed);
        Assert.InRange((long)entry.Values["QueuedBytes"]!, queue + 1, queue + frame);
        await gateway.AllEndedAsync();
        Assert.True(sent >= queue / 1100, $"The service sent {sent} pushes.");
    }

    [Fact]
    public async Task A_client_that_outruns_its_service_is_held_back()
    {
        const int limit = 10;
        const int casts = 2000;
        const int window = 1024;
        await using SessionFixture gateway = new();
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<string> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MemoryStreamPair? connection = null;
        byte[] cast = ScriptedClient.TermFrame(FrameType.Cast, "{cast,1}");
        int mostUnread = 0;
        long mostUntaken = 0;
        gateway.Add("slow", async (self, _, _) =>
        {
            await go.Task;
            for (int i = 0; i < casts; i++)
            {
                mostUnread = Math.Max(mostUnread, self.Node.GetMailboxLength(self.Self));
                mostUntaken = Math.Max(mostUntaken, connection!.FirstToSecond.BytesWritten - ((long)i * cast.Length));
                await self.ReceiveAsync();
                await Task.Yield();
            }

            done.SetResult("all");
        }, service => service with { Limits = service.Limits with { MailboxLimit = limit } });
        using ScriptedClient client = gateway.Connect(capacity: window, made: pair => connection = pair);
        await client.StartAsync("slow");
        long before = connection!.FirstToSecond.BytesWritten;

        Task sending = client.SendAsync([.. Enumerable.Repeat(cast, casts).SelectMany(bytes => bytes)]);
        await connection.FirstToSecond.WaitForBytesAsync(before + (limit * cast.Length) + window);
        go.SetResult();
        Assert.Equal("all", await done.Task.WaitAsync(TestTimeouts.Long));
        await sending;

        Assert.InRange(mostUnread, 1, limit);
        Assert.InRange(mostUntaken - before, 1, ((limit + 1) * cast.Length) + (2 * window));
    }

    [Fact]
    public async Task A_client_that_pings_and_does_not_read_is_closed_as_slow_when_its_time_is_over()
    {
        var stall = TimeSpan.FromSeconds(10);
        await using SessionFixture gateway = new(SessionFixture.LateStart with { OutboundStall = stall });
        gateway.Log.Expect(AuditEventIds.SlowPeerClosed);
        MemoryStreamPair? connection = null;
        int processes = gateway.Node.ProcessCount;
        using ScriptedClient client = gateway.Connect(capacity: 1024, made: pair => connection = pair);
        await client.StartAsync();
        long before = connection!.FirstToSecond.BytesWritten;

        Task sending = client.SendAsync(Pings(10_000));
        await gateway.Clock.WaitForTimerAsync(stall);

        // Held back: what the client sends stays on its side, instead of growing here.
        Assert.InRange(connection.FirstToSecond.BytesWritten - before, 1, 64 * 1024);
        gateway.Clock.Advance(stall);
        await gateway.Log.WaitForAsync(AuditEventIds.SlowPeerClosed);
        client.Dispose();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await gateway.AllEndedAsync();
        Assert.Equal(processes, gateway.Node.ProcessCount);
    }

    [Fact]
    public async Task A_burst_of_pings_of_a_client_that_reads_is_answered_in_order()
    {
        const int pings = 100;
        await using SessionFixture gateway = new();

        // So narrow that the gateway's writer is never done with the pongs before the next pings are there.
        using ScriptedClient client = gateway.Connect(capacity: 64);
        await client.StartAsync();

        Task sending = client.SendAsync([.. Pings(pings), .. ScriptedClient.RpcFrame(1, "behind_them")]);
        for (ulong token = 0; token < pings; token++)
        {
            await client.ExpectAsync($"PONG {token:X16}");
        }

        await sending;
        await client.ExpectAsync("REPLY 1 behind_them");
    }

    [Fact]
    public async Task Services_that_ignore_chan_closed_are_killed_after_their_own_grace_time_and_leave_nothing()
    {
        var grace = TimeSpan.FromSeconds(77);
        var step = TimeSpan.FromMilliseconds(1);
        await using SessionFixture gateway = new();
        gateway.Log.Expect(LogLevel.Warning, "did not leave within 77 s");
        int closed = 0;
        gateway.Add("deaf", async (self, _, _) =>
        {
            while (true)
            {
                _ = await self.ReceiveAsync() is ErlTuple { Count: 2 } ? Interlocked.Increment(ref closed) : 0;
            }
        }, service => service with { Limits = service.Limits with { CloseGrace = grace } });
        int processes = gateway.Node.ProcessCount;
        int timers = gateway.Clock.ArmedTimers;
        for (int i = 0; i < 20; i++)
        {
            ScriptedClient client = gateway.Connect();
            await client.StartAsync("deaf");
            client.Dispose();

            // Each is due at a moment of its own, so that the wait cannot take another's timer for this one's.
            await gateway.Clock.WaitForTimerAsync(grace);
            gateway.Clock.Advance(step);
        }

        Assert.Equal(processes + 40, gateway.Node.ProcessCount);
        gateway.Clock.Advance(grace - (20 * step) - TimeSpan.FromTicks(1));
        Assert.Equal(processes + 40, gateway.Node.ProcessCount);
        gateway.Clock.Advance(20 * step);
        await gateway.AllEndedAsync();
        Assert.Equal(20, closed);
        Assert.Equal(processes, gateway.Node.ProcessCount);
        Assert.Equal(timers, gateway.Clock.ArmedTimers);
    }

    // In one piece; each with its number as the token.
    private static byte[] Pings(int count)
    {
        List<byte> bytes = [];
        Span<byte> token = stackalloc byte[sizeof(ulong)];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(token, i);
            bytes.AddRange(ScriptedClient.Frame(FrameType.Ping, token));
        }

        return [.. bytes];
    }
}
