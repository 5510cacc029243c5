using System.Buffers.Binary;
using System.Security.Cryptography;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Nodes;

/// <summary>What strangers can make a node do before they have proved the cookie.</summary>
public sealed class AcceptingTests
{
    [Fact]
    public async Task A_stranger_that_says_nothing_is_closed_after_the_set_up_time()
    {
        await using var cluster = new MemoryCluster();
        cluster.Log.Expect(LogLevel.Warning, "7 s in vain for the peer's first message");
        await cluster.StartAsync("a");
        int timers = cluster.Clock.ArmedTimers;
        await using CarrierConnection silent = await DialAsync(cluster, "x@memory");
        await cluster.Clock.WaitForTimersAsync(timers + 1);

        cluster.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(0, await silent.Stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TestTimeouts.Long));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_a_stranger_sends_the_node_closes_the_connection_and_goes_on(int seed)
    {
        await using var cluster = new MemoryCluster();
        cluster.Log.Allow(entry => entry.EventId.Id == 2106, "the garbage");
        Node a = await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        using var random = new FixedRandom(seed);
        for (int round = 0; round < 100; round++)
        {
            await using CarrierConnection stranger = await DialAsync(cluster, "x@memory");
            byte[] garbage = new byte[300];
            random.GetBytes(garbage);

            // A length that can be met, so that what follows is judged too.
            garbage[0] = 0;
            garbage[2] = round % 2 == 0 ? (byte)'N' : garbage[2];
            await stranger.Stream.WriteAsync(garbage);
            Assert.True(await ReadToEndAsync(stranger) < 100);
        }

        Assert.Empty(a.Nodes(NodeKinds.Connected));
        Assert.True((await a.ConnectAsync("b@memory")).IsConnected);
    }

    [Fact]
    public async Task A_message_that_announces_more_than_a_handshake_needs_is_not_waited_for()
    {
        await using var cluster = new MemoryCluster();
        cluster.Log.Expect(LogLevel.Warning, "65535 bytes");
        await cluster.StartAsync("a");
        await using CarrierConnection stranger = await DialAsync(cluster, "x@memory");

        await stranger.Stream.WriteAsync(new byte[] { 255, 255 });

        Assert.Equal(0, await ReadToEndAsync(stranger));
    }

    [Fact]
    public async Task More_handshakes_from_one_address_than_allowed_are_closed_unread()
    {
        await using var cluster = new MemoryCluster();
        cluster.Log.Expect(1103);
        await cluster.StartAsync("a", options => options with { Limits = new AdmissionLimits { HandshakesFromOneSource = 2 } });
        await using CarrierConnection first = await DialAsync(cluster, "x@memory");
        await using CarrierConnection second = await DialAsync(cluster, "y@memory");

        await using CarrierConnection third = await DialAsync(cluster, "z@memory");
        Assert.Equal(0, await ReadToEndAsync(third));

        // A place is free again when its handshake has ended.
        await first.DisposeAsync();
        await cluster.Log.WaitForAsync(2110);
        await using CarrierConnection fourth = await DialAsync(cluster, "z@memory");
        await SendAsync(fourth, Initiator("z@memory", MemoryCluster.Cookie).Start());
        Assert.Equal("sok", System.Text.Encoding.ASCII.GetString((await ReceiveAsync(fourth))!));
    }

    [Fact]
    public async Task Who_tries_cookies_is_not_listened_to_for_a_while_and_who_has_the_right_one_still_is()
    {
        await using var cluster = new MemoryCluster();
        cluster.Log.Allow(entry => entry.EventId.Id is 1103 or 1107, "the tries");
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        Assert.True((await b.ConnectAsync("a@memory")).IsConnected);
        await b.DisconnectAsync(MemoryCluster.Name("a"));

        int answered = 0;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            await using CarrierConnection guesser = await DialAsync(cluster, "x@memory");
            if (await PlayAsync(guesser, Initiator("x@memory", Cookie.FromString($"guess-number-{attempt}-of-the-cookie"))))
            {
                answered++;
            }
        }

        Assert.Equal(3, answered);
        Assert.True((await b.ConnectAsync("a@memory")).IsConnected);
        Assert.Equal([MemoryCluster.Name("b")], a.Nodes());
    }

    [Fact]
    public async Task A_stranger_under_the_name_of_a_peer_does_not_keep_messages_from_it()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var target = new Listener(b, "target");
        await using CarrierConnection stranger = await DialAsync(cluster, "b@memory");
        await SendAsync(stranger, Initiator("b@memory", MemoryCluster.Cookie).Start());
        Assert.Equal("sok", System.Text.Encoding.ASCII.GetString((await ReceiveAsync(stranger))!));
        a.Send(ErlTerm.Parse("{target, b@memory}"), ErlTerm.Atom("hello"));

        await stranger.DisposeAsync();

        Assert.Equal("hello", await target.NextTextAsync());
    }

    [Fact]
    public async Task A_third_connection_while_one_is_being_replaced_is_closed_silently()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        await a.ConnectAsync("b@memory");
        await using CarrierConnection second = await DialAsync(cluster, "b@memory");
        await SendAsync(second, Initiator("b@memory", MemoryCluster.Cookie).Start());
        Assert.Equal("salive", System.Text.Encoding.ASCII.GetString((await ReceiveAsync(second))!));

        await using CarrierConnection third = await DialAsync(cluster, "b@memory");
        await SendAsync(third, Initiator("b@memory", MemoryCluster.Cookie).Start());

        Assert.Null(await ReceiveAsync(third));
        Assert.Equal([MemoryCluster.Name("b")], a.Nodes());
    }

    [Fact]
    public async Task A_peer_without_a_mandatory_flag_is_refused_by_whichever_side_it_meets()
    {
        await using var cluster = new MemoryCluster();
        cluster.Log.Expect(LogLevel.Warning, "A connection from old@memory was refused");
        Node a = await cluster.StartAsync("a");
        Node old = await cluster.StartAsync("old", options => options with { Flags = DistributionFlags.Visible & ~DistributionFlags.BitBinaries & ~DistributionFlags.Mandatory25Digest });

        Assert.Equal(ConnectOutcome.MissingFlags, (await a.ConnectAsync("old@memory")).Outcome);
        Assert.Equal(ConnectOutcome.NotAllowed, (await old.ConnectAsync("a@memory")).Outcome);
    }

    private static ValueTask<CarrierConnection> DialAsync(MemoryCluster cluster, string from)
        => ((INodeNetwork)cluster.Network).ConnectAsync(NodeName.Parse(from), NodeName.Parse("a@memory"), CancellationToken.None);

    private static InitiatorHandshake Initiator(string name, Cookie cookie)
        => new(
            new HandshakeSelf { Name = name, Creation = 7 },
            "a@memory",
            new CookieStore(cookie),
            new IssuedChallenges(TimeProvider.System),
            RandomNumberGenerator.Create());

    /// <summary>Plays the initiator. False when the node closed before it asked for the cookie.</summary>
    private static async Task<bool> PlayAsync(CarrierConnection connection, InitiatorHandshake handshake)
    {
        HandshakeStep step = handshake.Start();
        bool challenged = false;
        while (step.State is HandshakeState.Receiving)
        {
            await SendAsync(connection, step);
            if (await ReceiveAsync(connection) is not { } message)
            {
                break;
            }

            challenged |= message[0] == (byte)'N';
            step = handshake.Receive(message);
        }

        return challenged;
    }

    private static async Task SendAsync(CarrierConnection connection, HandshakeStep step)
    {
        foreach (ReadOnlyMemory<byte> body in step.Send)
        {
            byte[] message = new byte[2 + body.Length];
            BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)body.Length);
            body.CopyTo(message.AsMemory(2));
            await connection.Stream.WriteAsync(message);
        }
    }

    private static async Task<byte[]?> ReceiveAsync(CarrierConnection connection)
    {
        byte[] length = new byte[2];
        try
        {
            await connection.Stream.ReadExactlyAsync(length).AsTask().WaitAsync(TestTimeouts.Long);
            byte[] body = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await connection.Stream.ReadExactlyAsync(body).AsTask().WaitAsync(TestTimeouts.Long);
            return body;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<int> ReadToEndAsync(CarrierConnection connection)
    {
        byte[] buffer = new byte[4096];
        int all = 0;
        try
        {
            while (await connection.Stream.ReadAsync(buffer).AsTask().WaitAsync(TestTimeouts.Long) is > 0 and var count)
            {
                all += count;
            }
        }
        catch (IOException)
        {
            // Closed with something unread is closed too.
        }

        return all;
    }
}
