using System.Security.Authentication;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Server.Configuration;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>Clients that mean no good. Each is turned away, an honest client beside them is served, and nothing of them stays behind.</summary>
public sealed class HostileClientTests
{
    // Penalties off, because all clients of a test share one address.
    private const string Limits = """{ "failedAuthenticationPenalty": "0s", "noAuthenticationPenalty": "0s", "crashPenalty": "0s" }""";

    private static readonly GatewayLimits Defaults = new();

    // The gateway's deadlines run on this clock, so an honest client has all the time that a busy machine takes.
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Plain_text_gets_no_answer_that_tells_what_listens()
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenAsync(host.Native);
            await connection.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            byte[] answer = await connection.ReadToEndAsync();

            // Nothing, or the alert record with which TLS ends: never a word of ours.
            Assert.InRange(answer.Length, 0, 7);
        });

    [Fact]
    public async Task Tls_1_2_is_refused()
        => await TurnedAwayAsync(async host =>
        {
#pragma warning disable SYSLIB0039, CA5398 // The old version is what this test is about.
            Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => RawConnection.OpenTlsAsync(host.Native, SslProtocols.Tls12));
#pragma warning restore SYSLIB0039, CA5398
            Assert.True(refusal is AuthenticationException or IOException, refusal.ToString());
        });

    [Fact]
    public async Task A_client_of_another_application_is_refused()
        => await TurnedAwayAsync(async host =>
        {
            try
            {
                await using RawConnection connection = await RawConnection.OpenTlsAsync(host.Native, applicationProtocol: "h2");
                await connection.SendAsync(NativeBytes.Hello("nameServer"));
                Assert.Empty(await connection.ReadToEndAsync());
            }
            catch (Exception refusal) when (refusal is AuthenticationException or IOException)
            {
                // Which of the two sides notices first is up to TLS.
            }
        });

    [Fact]
    public async Task Garbage_inside_tls_is_refused_without_a_frame()
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenTlsAsync(host.Native);
            var garbage = new byte[300];
            using (var random = new FixedRandom(7))
            {
                random.GetBytes(garbage);
            }

            await connection.SendAsync(garbage);
            Assert.Empty(await connection.ReadToEndAsync());
        });

    [Fact]
    public async Task A_frame_of_four_gigabytes_is_refused_by_its_header()
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenTlsAsync(host.Native);
            long before = GC.GetTotalAllocatedBytes();
            await connection.SendAsync(NativeBytes.EndlessFrame());
            Assert.Empty(await connection.ReadToEndAsync());
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 4 * 1024 * 1024);
        });

    [Fact]
    public async Task Somebody_who_connects_and_says_nothing_is_closed_at_the_deadline()
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenAsync(host.Native);
            await _clock.WaitForTimerAsync(Defaults.TlsTimeout);
            _clock.Advance(Defaults.TlsTimeout);
            Assert.Empty(await connection.ReadToEndAsync());
        });

    [Fact]
    public async Task Somebody_who_sends_a_byte_at_a_time_does_not_stretch_the_deadline()
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenTlsAsync(host.Native);
            byte[] hello = NativeBytes.Hello("nameServer");
            TimeSpan pause = Defaults.HandshakeTimeout / hello.Length;
            foreach (byte value in hello[..^1])
            {
                await connection.SendAsync(value);
                _clock.Advance(pause);
            }

            // The last byte would complete the frame; the last moment comes before it.
            _clock.Advance(Defaults.HandshakeTimeout - (pause * (hello.Length - 1)));
            Assert.Empty(await connection.ReadToEndAsync());
        });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Half_handshakes_leave_nothing_behind(int frames)
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenTlsAsync(host.Native);
            byte[][] moves = [NativeBytes.Hello("nameServer"), NativeBytes.ShareP(), NativeBytes.ConfirmP()];
            foreach (byte[] move in moves[..frames])
            {
                await connection.SendAsync(move);
                Assert.NotEmpty(await connection.ReadFrameAsync());
            }

            _clock.Advance(Defaults.HandshakeTimeout);
            Assert.Empty(await connection.ReadToEndAsync());
        });

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x13)]
    [InlineData(0x18)]
    [InlineData(0x05)]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public async Task A_frame_that_is_not_the_one_legal_first_frame_closes_without_a_frame(byte type)
        => await TurnedAwayAsync(async host =>
        {
            await using RawConnection connection = await RawConnection.OpenTlsAsync(host.Native);
            await connection.SendAsync(NativeBytes.Frame(type, 131, 97, 1));
            Assert.Empty(await connection.ReadToEndAsync());
        });

    [Fact]
    public async Task Two_hundred_silent_connections_do_not_keep_an_honest_client_out()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(Limits, _clock);
        int timers = _clock.ArmedTimers;
        var silent = new List<RawConnection>();
        for (int i = 0; i < 200; i++)
        {
            silent.Add(await RawConnection.OpenAsync(host.Native));
        }

        // Those that find a place have the deadline of their handshake and that of TLS; all the others are closed at once. The clock waits for
        // both: a connection that is looked at after the deadlines have passed would find a place that has become free.
        List<Task> ends = [.. silent.Select(connection => connection.ReadToEndAsync())];
        await _clock.WaitForTimersAsync(timers + (2 * Defaults.UnauthenticatedPerSource));
        await Task.WhenEach(ends).Take(silent.Count - Defaults.UnauthenticatedPerSource).LastAsync();
        _clock.Advance(Defaults.TlsTimeout);
        await Task.WhenAll(ends);
        await using ChanConnection honest = await host.ConnectAsync("probe");

        Assert.Equal(Atoms.Ok, await honest.RpcAsync(Atoms.Ok));
        await Task.WhenAll(silent.Select(connection => connection.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_client_that_never_reads_is_closed_and_the_others_go_on()
    {
        await using GatewayHost host = await GatewayHost.StartAsync("""{ "outboundQueue": "256KiB" }""");
        await using ChanConnection other = await host.ConnectAsync("probe");
        await using ChanConnection flooded = await ChanConnection.ConnectAsync(
            host.Url("probe"), GatewayHost.Options() with { PushQueueLimit = 1, PushQueueByteLimit = 1024 });

        await flooded.CastAsync(ErlTerm.Tuple(ErlTerm.Atom("push"), 2_000, ErlTerm.Binary(new byte[100_000])));
        await flooded.Closed.WaitAsync(TestTimeouts.Long);

        Assert.Equal(Atoms.Ok, await other.RpcAsync(Atoms.Ok, TestTimeouts.Long));
        await host.WaitForLedgerAsync("closed", 1);
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task Loss_of_the_network_is_told_to_every_service()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using var network = new TcpRelay(host.Native);
        ChanConnection[] clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ChanConnection.ConnectAsync(
            $"chan://127.0.0.1:{network.EndPoint.Port}/probe", GatewayHost.Options())));

        network.Cut();

        await host.WaitForLedgerAsync("closed", 10);
        foreach (ChanConnection client in clients)
        {
            Assert.Equal(ChanCloseKind.Lost, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
            await client.DisposeAsync();
        }

        await host.WaitUntilIdleAsync();
    }

    // Plays a hostile client against a gateway, then checks that the gateway is as it was: no connection, no process, an honest client served.
    private async Task TurnedAwayAsync(Func<GatewayHost, Task> attack)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(Limits, _clock);
        int processes = host.Node.ProcessCount;

        await attack(host).WaitAsync(TestTimeouts.Long);

        Assert.Equal(processes, host.Node.ProcessCount);
        await using (ChanConnection honest = await host.ConnectAsync("probe"))
        {
            Assert.Equal(Atoms.Ok, await honest.RpcAsync(Atoms.Ok));
        }

        await host.WaitForLedgerAsync("closed", 1);
        await host.WaitUntilIdleAsync();
    }
}
