using System.Net;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

public sealed class AuthenticationTests
{
    private const byte Params = 0x02;
    private const byte ShareV = 0x04;
    private const byte Fail = 0x0F;
    private const byte Refused = 1;

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task A_wrong_password_and_an_unknown_service_are_refused_with_the_same_words()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        ChanConnectException wrong = await Assert.ThrowsAsync<ChanConnectException>(
            () => ChanConnection.ConnectAsync(host.Url("nameServer"), GatewayHost.Options("wrong")));
        ChanConnectException unknown = await Assert.ThrowsAsync<ChanConnectException>(
            () => ChanConnection.ConnectAsync(host.Url("noSuchService"), GatewayHost.Options()));

        Assert.Equal((wrong.Reason, wrong.Stage, wrong.IsTransient), (unknown.Reason, unknown.Stage, unknown.IsTransient));
        Assert.Equal(wrong.Message.Replace("nameServer", "X", StringComparison.Ordinal), unknown.Message.Replace("noSuchService", "X", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task Known_and_unknown_services_give_frames_of_the_same_shape_and_the_same_salt_again()
    {
        await using GatewayHost host = await GatewayHost.StartAsync("""{ "failedAuthenticationPenalty": "0s" }""");

        byte[][] known = await RefusedHandshakeAsync(host.Native, "nameServer");
        byte[][] unknown = await RefusedHandshakeAsync(host.Native, "noSuchService");
        byte[][] again = await RefusedHandshakeAsync(host.Native, "noSuchService");

        Assert.Equal([Params, ShareV, Fail], known.Select(frame => frame[0]));
        Assert.Equal(known.Select(frame => (frame[0], frame.Length)), unknown.Select(frame => (frame[0], frame.Length)));
        Assert.Equal([Fail, Refused], known[^1]);
        Assert.Equal(known[^1], unknown[^1]);
        Assert.Equal(Parameters(known[0]), Parameters(unknown[0]));
        Assert.Equal(Salt(unknown[0]), Salt(again[0]));
        Assert.NotEqual(Salt(known[0]), Salt(unknown[0]));
    }

    [Fact]
    [Trait("Scenario", "G6")]
    public async Task Somebody_in_between_gets_one_refused_attempt_and_not_a_byte_of_the_clients()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using var middle = new ManInTheMiddle(host.Native);

        ChanConnectException refusal = await Assert.ThrowsAsync<ChanConnectException>(
            () => ChanConnection.ConnectAsync($"chan://127.0.0.1:{middle.EndPoint.Port}/nameServer", GatewayHost.Options()));
        await middle.WaitForEndAsync();

        Assert.Equal(ChanConnectFailure.WrongServer, refusal.Reason);
        Assert.False(refusal.IsTransient);
        Assert.Equal([0x01, 0x03], middle.TypesFromClient);
        Assert.Equal([Params, ShareV], middle.TypesFromGateway);
    }

    [Theory]
    [Trait("Scenario", "G7")]
    [InlineData("kvs")]
    [InlineData("mod_name_server")]
    [InlineData("erlang")]
    [InlineData("oldNameServer")]
    public async Task Only_the_services_of_this_port_can_be_reached(string name)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        ChanConnectException refusal = await Assert.ThrowsAsync<ChanConnectException>(() => host.ConnectAsync(name));

        Assert.Equal(await RefusalOfAsync(host, "nameServer"), refusal.Reason);
        Assert.Null(host.Node.WhereIs(ErlTerm.Atom(name)));
    }

    [Theory]
    [Trait("Scenario", "G7")]
    [InlineData("{spawn, erlang, halt, []}")]
    [InlineData("{'$gen_call', a, b}")]
    [InlineData("{chan_closed, fake}")]
    [InlineData("{send, to_myself}")]
    public async Task What_a_client_sends_is_data_for_its_service_and_nothing_else(string term)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe");

        Assert.Equal(ErlTerm.Parse(term), await client.RpcAsync(ErlTerm.Parse(term)));
    }

    [Fact]
    [Trait("Scenario", "G7")]
    public async Task A_pid_of_the_gateway_cannot_be_forged()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe");
        ErlPid victim = host.Node.Spawn(self => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, self.Exiting));

        ChanRemoteException refusal = await Assert.ThrowsAsync<ChanRemoteException>(() => client.RpcAsync(ErlTerm.Tuple(Atoms.Exit, victim)));

        Assert.Equal(Atoms.Badterm, refusal.Class);
        Assert.True(host.Node.IsAlive(victim));
    }

    private static async Task<ChanConnectFailure> RefusalOfAsync(GatewayHost host, string service)
        => (await Assert.ThrowsAsync<ChanConnectException>(() => ChanConnection.ConnectAsync(host.Url(service), GatewayHost.Options("wrong")))).Reason;

    // Plays a client that knows the protocol and no password, to the end.
    private static async Task<byte[][]> RefusedHandshakeAsync(IPEndPoint gateway, string service)
    {
        await using RawConnection connection = await RawConnection.OpenTlsAsync(gateway);
        await connection.SendAsync(NativeBytes.Hello(service));
        byte[] parameters = await connection.ReadFrameAsync();
        await connection.SendAsync(NativeBytes.ShareP());
        byte[] share = await connection.ReadFrameAsync();
        await connection.SendAsync(NativeBytes.ConfirmP());
        byte[] end = await connection.ReadFrameAsync();
        Assert.Empty(await connection.ReadToEndAsync().WaitAsync(TestTimeouts.Long));
        return [parameters, share, end];
    }

    // type, version, mechanism, nonce 32, gateway id 16, kdf, log2N, r, p, salt 16
    private static byte[] Parameters(byte[] frame) => [.. frame[..3], .. frame[35..55]];

    private static byte[] Salt(byte[] frame) => frame[55..71];
}
