using Chan.Protocol.Verifiers;

namespace Chan.Client.Tests.Connecting;

public class OptionsCheckTests
{
    private static readonly ChanEndpoint Native = new("localhost", 12340, "nameServer");
    private static readonly ChanEndpoint Classic = Native with { Scheme = ChanScheme.Classic };

    [Fact]
    public async Task All_faults_are_reported_at_once_each_with_its_range()
    {
        var options = new ChanConnectionOptions
        {
            ConnectTimeout = TimeSpan.Zero,
            DefaultRpcTimeout = TimeSpan.FromDays(25),
            PingInterval = TimeSpan.FromSeconds(30),
            SilenceTimeout = TimeSpan.FromSeconds(30),
            PushQueueLimit = 0,
            PushQueueByteLimit = 1,
            ClientName = "not a name",
        };

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => ChanConnection.ConnectAsync(Native with { Port = 0 }, options));

        Assert.All(
            ["Port", "Password", "ConnectTimeout", "DefaultRpcTimeout", "SilenceTimeout", "PushQueueLimit", "PushQueueByteLimit", "ClientName"],
            name => Assert.Contains(name, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Classic_is_refused_unless_it_is_allowed()
    {
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => ChanConnection.ConnectAsync(Classic, new ChanConnectionOptions()));

        Assert.Contains("AllowClassic", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_different_client_names_are_refused()
    {
        using var password = ChanPassword.FromString("pw");
        var options = new ChanConnectionOptions { Password = password, ClientName = "mike" };

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            () => ChanConnection.ConnectAsync(Native with { ClientName = "joe" }, options));

        Assert.Contains("joe", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_that_is_none_is_refused_before_anything_else()
        => await Assert.ThrowsAsync<FormatException>(() => ChanConnection.ConnectAsync("localhost:12340", new ChanConnectionOptions()));

    [Fact]
    public async Task A_port_where_nothing_listens_is_unreachable()
    {
        using var password = ChanPassword.FromString("pw");
        using var closed = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        closed.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        int port = ((System.Net.IPEndPoint)closed.LocalEndPoint!).Port;

        ChanConnectException e = await Assert.ThrowsAsync<ChanConnectException>(
            () => ChanConnection.ConnectAsync(new ChanEndpoint("127.0.0.1", port, "s"), new ChanConnectionOptions { Password = password }));

        Assert.Equal(ChanConnectFailure.Unreachable, e.Reason);
        Assert.Contains("nothing listens", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
    }
}
