using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>Our client and our gateway speak the classic protocol as captured, with each other and with a script.</summary>
public sealed class OwnPairTests
{
    [Fact]
    [Trait("Scenario", "G2")]
    public async Task The_name_server_stores_and_looks_up()
    {
        await using GatewayHost host = await ClassicErlang.StartGatewayAsync();
        await using ChanConnection client = await ConnectAsync(host.Classic.Port, "oldNameServer", GatewayFile.ClassicPassword);

        await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));

        Assert.Equal("{ok,\"writing a book\"}", (await client.RpcAsync(ErlTerm.Parse("{lookup, joe}"))).ToString());
        Assert.Equal("undefined", (await client.RpcAsync(ErlTerm.Parse("{lookup, jim}"))).ToString());
    }

    [Fact]
    public async Task Our_client_sends_the_captured_bytes()
    {
        (int port, Task played) = ScriptedPeer.Serve(ClassicVectors.Read("name_server"));
        await using (ChanConnection client = await ConnectAsync(port, "nameServer", ClassicVectors.Password))
        {
            await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));
            Assert.Equal("{ok,\"writing a book\"}", (await client.RpcAsync(ErlTerm.Parse("{lookup, joe}"))).ToString());
            Assert.Equal("undefined", (await client.RpcAsync(ErlTerm.Parse("{lookup, jim}"))).ToString());
        }

        await played;
    }

    [Theory]
    [InlineData("unknown_service")]
    [InlineData("no_password")]
    public async Task Our_gateway_sends_the_captured_bytes(string conversation)
    {
        await using GatewayHost host = await ClassicErlang.StartGatewayAsync();
        await using (ChanConnection client = await ConnectAsync(host.Classic.Port, "openServer", "unused"))
        {
            await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));
            await client.RpcAsync(ErlTerm.Parse("{lookup, joe}"));
        }

        await ScriptedPeer.DialAsync(host.Classic.Port, ClassicVectors.Read(conversation));
    }

    private static Task<ChanConnection> ConnectAsync(int port, string service, string password)
        => ChanConnection.ConnectAsync($"chan-classic://127.0.0.1:{port}/{service}", GatewayHost.Options(password) with { AllowClassic = true })
            .WaitAsync(TestTimeouts.Long);
}
