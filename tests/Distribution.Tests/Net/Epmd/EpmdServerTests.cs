using System.Net;
using System.Net.Sockets;
using System.Text;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Epmd;

/// <summary>The server, byte for byte against what Erlang's epmd (25.2.3) was seen to answer.</summary>
public sealed class EpmdServerTests : EpmdTest
{
    // Registers b at port 15001 as OTP 25 does.
    private const string RegisterB = "000e783a994d00000600050001620000";

    [Fact]
    public async Task A_node_is_registered_with_the_seconds_as_creation_and_found()
    {
        EpmdServer server = Serve();
        using Socket b = await ConnectAsync(server);
        await b.SendAsync(Convert.FromHexString(RegisterB), Cancellation);

        Assert.Equal("7600" + ((uint)Clock.GetUtcNow().ToUnixTimeSeconds()).ToString("x8"), await ReadAsync(b, 6));
        Assert.Equal("77003a994d00000600050001620000", await AskAsync(server, "00027a62"));
        Assert.Equal("77003a994d00000600050001620000", await AskAsync(server, "00037a6200"));
        Assert.Equal("7701", await AskAsync(server, "00057a6e6f7065"));
        Assert.Equal([new EpmdName("b", 15001)], server.Names);
    }

    [Fact]
    public async Task A_hidden_node_keeps_its_type_and_its_extra_bytes()
    {
        EpmdServer server = Serve();
        using Socket node = await ConnectAsync(server);
        await node.SendAsync(Convert.FromHexString("001278115c48000006000500027a7a0003616263"), Cancellation);
        await ReadAsync(node, 6);

        Assert.Equal("7700115c48000006000500027a7a0003616263", await AskAsync(server, "00037a7a7a"));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_free_again_when_its_node_ends()
    {
        EpmdServer server = Serve();
        Socket first = await ConnectAsync(server);
        await first.SendAsync(Convert.FromHexString(RegisterB), Cancellation);
        string creation = await ReadAsync(first, 6);

        Assert.Equal("760100000063", await AskAsync(server, RegisterB));

        first.Dispose();
        await GoneAsync(server, "b");
        using Socket second = await ConnectAsync(server);
        await second.SendAsync(Convert.FromHexString(RegisterB), Cancellation);

        // In the same second: one more.
        Assert.Equal((Convert.ToUInt32(creation[4..], 16) + 1).ToString("x8"), (await ReadAsync(second, 6))[4..]);
    }

    [Fact]
    public async Task A_node_of_version_5_gets_a_small_creation()
    {
        EpmdServer server = Serve();
        using Socket node = await ConnectAsync(server);
        await node.SendAsync(Convert.FromHexString("000e783a994d00000500050001620000"), Cancellation);

        Assert.Equal("79000001", await ReadAsync(node, 4));
        Assert.Equal("79010063", await AskAsync(server, "000e783a994d00000500050001620000"));
    }

    [Fact]
    public async Task A_byte_more_on_a_registration_ends_it()
    {
        EpmdServer server = Serve();
        using Socket node = await ConnectAsync(server);
        await node.SendAsync(Convert.FromHexString(RegisterB), Cancellation);
        await ReadAsync(node, 6);
        await node.SendAsync(new byte[1], Cancellation);

        Assert.Equal("", await ReadToEndAsync(node));
        await GoneAsync(server, "b");
        Assert.Equal("7701", await AskAsync(server, "00027a62"));
    }

    [Fact]
    public async Task The_list_of_names_begins_with_the_port_and_shows_the_latest_first()
    {
        EpmdServer server = Serve();
        await using EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);
        await using EpmdRegistration other = await Client(server.Port).RegisterAsync(Node("t12", 15002), Cancellation);

        string answer = await AskAsync(server, "00016e");
        Assert.Equal(((uint)server.Port).ToString("x8"), answer[..8]);
        Assert.Equal("name t12 at port 15002\nname b at port 15001\n", Text(answer[8..]));
    }

    [Fact]
    public async Task The_dump_has_the_brackets_and_the_nul_of_the_real_one()
    {
        EpmdServer server = Serve();
        EpmdRegistration gone = await Client(server.Port).RegisterAsync(Node("gone", 15009), Cancellation);
        await gone.DisposeAsync();
        await GoneAsync(server, "gone");
        await using EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);

        Assert.Equal(
            "active name     <b> at port 15001, fd = 2\n\0old/unused name <gone>, port = 15009, fd = 1 \n\0",
            Text((await AskAsync(server, "000164"))[8..]));
    }

    [Fact]
    public async Task It_ends_when_told_to_only_while_no_node_is_registered()
    {
        EpmdServer server = Serve();
        EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);
        Assert.Equal("NO", Text(await AskAsync(server, "00016b")));

        await b.DisposeAsync();
        await GoneAsync(server, "b");
        Assert.Equal("OK", Text(await AskAsync(server, "00016b")));
        await server.Completion.WaitAsync(TestTimeouts.Long, Cancellation);
    }

    [Theory]
    [InlineData("00027362")] // STOP_REQ
    [InlineData("000151")] // unknown
    [InlineData("0000")] // empty
    [InlineData("ffff78")] // longer than any request
    [InlineData("000978")] // a registration below its smallest length, cut short
    [InlineData("0004783a994d")] // complete, and too short
    public async Task What_makes_no_sense_is_closed_without_an_answer(string request)
    {
        EpmdServer server = Serve();
        using Socket socket = await ConnectAsync(server);
        await socket.SendAsync(Convert.FromHexString(request), Cancellation);
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("", await ReadToEndAsync(socket));
    }

    [Theory]
    [InlineData("00107800014d0000060005000361" + "0a620000")] // a line end in the name
    [InlineData("000f783a994d0000060005000261400000")] // an '@'
    [InlineData("000e783a994d00000600050001ff0000")] // not UTF-8
    [InlineData("000e783a994d00000600050009620000")] // the name reaches beyond the request
    [InlineData("000e783a994d01000600050001620000")] // not TCP
    public async Task A_registration_that_cannot_be_kept_gets_an_error(string request)
    {
        EpmdServer server = Serve();

        Assert.Equal("760100000063", await AskAsync(server, request));
        Assert.Empty(server.Names);
    }

    [Fact]
    public async Task A_request_may_come_byte_by_byte()
    {
        EpmdServer server = Serve();
        using Socket node = await ConnectAsync(server);
        node.NoDelay = true;
        foreach (byte value in Convert.FromHexString(RegisterB))
        {
            await node.SendAsync(new[] { value }, Cancellation);
        }

        Assert.StartsWith("7600", await ReadAsync(node, 6), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_nothing_is_closed_after_a_minute_and_a_registration_is_not()
    {
        EpmdServer server = Serve();
        using Socket idle = await ConnectAsync(server);
        using Socket slow = await ConnectAsync(server);
        await slow.SendAsync(new byte[] { 0 }, Cancellation);
        await Clock.WaitForTimersAsync(2);
        await using EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("", await ReadToEndAsync(idle));
        Assert.Equal("", await ReadToEndAsync(slow));
        Assert.True(b.IsRegistered);
        Assert.Single(server.Names);
    }

    [Fact]
    public async Task Many_idle_connections_cost_the_oldest_its_place_and_nobody_else_the_service()
    {
        Log.Allow(LogLevel.Warning, "Epmd closes its oldest open request");
        EpmdServer server = Serve(options => options with { MaxOpenRequests = 8 });
        await using EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);
        var idle = new List<Socket>();
        for (int i = 0; i < 40; i++)
        {
            idle.Add(await ConnectAsync(server));
        }

        Assert.Equal(15001, (await Client(server.Port).LookupAsync("127.0.0.1", "b", Cancellation))!.Port);
        Assert.Equal("", await ReadToEndAsync(idle[0]));

        // Those that were closed leave one after the other: what stays is the registration and the youngest.
        using var limit = new CancellationTokenSource(TestTimeouts.Long);
        while (server.ConnectionCount > 1 + 8)
        {
            Assert.False(limit.IsCancellationRequested, $"{server.ConnectionCount} connections are open.");
            await Task.Yield();
        }

        idle.ForEach(socket => socket.Dispose());
        Assert.True(b.IsRegistered);
    }

    [Fact]
    public async Task The_table_has_an_end()
    {
        EpmdServer server = Serve(options => options with { MaxNames = 2 });
        await using EpmdRegistration a = await Client(server.Port).RegisterAsync(Node("a"), Cancellation);
        await using EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);

        EpmdException refused = await Assert.ThrowsAsync<EpmdException>(() => Client(server.Port).RegisterAsync(Node("c"), Cancellation));
        Assert.Equal(EpmdFailure.NameTaken, refused.Reason);
    }

    [Fact]
    public async Task A_port_in_use_is_said_with_the_address()
    {
        EpmdServer server = Serve();

        EpmdException refused = Assert.Throws<EpmdException>(() => Serve(options => options with { Port = server.Port }));
        Assert.Equal(EpmdFailure.CannotServe, refused.Reason);
        Assert.Contains($"127.0.0.1:{server.Port}", refused.Message, StringComparison.Ordinal);
        await server.DisposeAsync();
        await using EpmdServer again = Serve(options => options with { Port = server.Port });
        Assert.Equal(server.Port, again.Port);
    }

    [Fact]
    public async Task Both_loopback_addresses_are_served_where_there_are_two()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        EpmdServer server = Serve(options => options with { Addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback] });
        await using EpmdRegistration b = await Client(server.Port).RegisterAsync(Node("b"), Cancellation);

        Assert.NotNull(await Client(server.Port).LookupAsync("::1", "b", Cancellation));
    }

    private static string Text(string hex) => Encoding.UTF8.GetString(Convert.FromHexString(hex));
}
