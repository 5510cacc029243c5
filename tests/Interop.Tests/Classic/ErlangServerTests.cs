using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>Our client at a classic server in Erlang.</summary>
public sealed class ErlangServerTests : IAsyncLifetime
{
    private const string Services = """
        [{nameServer, "ABXy45", {classic_services, name_server, #{}}},
         {openServer, none, {classic_services, name_server, #{joe => "writing a book"}}},
         {echo, "ABXy45", {classic_services, echo, from_file}},
         {report, "ABXy45", {classic_services, report, watcher}}]
        """;

    private ErlangPeer _erlang = null!;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        _erlang = await ClassicErlang.StartAsync();
        _port = await ClassicErlang.ServeAsync(_erlang, Services);
    }

    public async ValueTask DisposeAsync()
    {
        if (_erlang is not null)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"The Erlang side printed: {_erlang.Transcript}");
            }

            await _erlang.DisposeAsync();
        }
    }

    [Fact]
    [Trait("Scenario", "G2")]
    [Trait("Scenario", "G3")]
    public async Task The_name_server_stores_and_looks_up()
    {
        await using ChanConnection client = await ConnectAsync("nameServer");

        await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));

        Assert.Equal("{ok,\"writing a book\"}", (await client.RpcAsync(ErlTerm.Parse("{lookup, joe}"))).ToString());
        Assert.Equal("undefined", (await client.RpcAsync(ErlTerm.Parse("{lookup, jim}"))).ToString());
    }

    [Theory]
    [Trait("Scenario", "G3")]
    [InlineData("nameServer", "not-the-one")]
    [InlineData("noSuchService", "ABXy45")]
    public async Task Refusals_are_told(string service, string password)
    {
        ChanConnectException refusal = await Assert.ThrowsAsync<ChanConnectException>(() => ConnectAsync(service, password));

        Assert.Equal(ChanConnectFailure.Refused, refusal.Reason);
        Assert.DoesNotContain(password, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "G3")]
    public async Task A_service_without_a_password_is_reached()
    {
        await using ChanConnection client = await ConnectAsync("openServer");
        Assert.Equal("{ok,\"writing a book\"}", (await client.RpcAsync(ErlTerm.Parse("{lookup, joe}"))).ToString());
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task The_service_gets_both_arguments()
    {
        await using ChanConnection client = await ConnectAsync("echo", argument: ErlTerm.Parse("{arg, 1}"));
        Assert.Equal("{{arg,1},from_file}", (await client.RpcAsync(ErlTerm.Atom("arguments"))).ToString());
    }

    [Theory]
    [Trait("Scenario", "G3")]
    [InlineData("[1,2|improper]")]
    [InlineData("#{1 => one,\"two\" => [2.5,-1]}")]
    [InlineData("{123456789012345678901234567890,-1.0e300}")]
    [InlineData("<<1,2,3>>")]
    [InlineData("[]")]
    public async Task Terms_come_back_as_they_went(string text)
    {
        await using ChanConnection client = await ConnectAsync("echo");
        Assert.Equal(ErlTerm.Parse(text), await client.RpcAsync(ErlTerm.Parse(text)));
    }

    [Fact]
    [Trait("Scenario", "G3")]
    public async Task Atoms_of_255_characters_and_large_binaries_come_back_as_they_went()
    {
        await using ChanConnection client = await ConnectAsync("echo");
        ErlTerm term = ErlTerm.Tuple(ErlTerm.Atom(new string('a', 255)), ErlTerm.Binary(new byte[3_000_000]));
        Assert.Equal(term, await client.RpcAsync(term, TestTimeouts.Long));
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_crash_of_the_service_is_seen_as_a_close()
    {
        await using ChanConnection client = await ConnectAsync("echo");
        await client.CastAsync(ErlTerm.Atom("crash"));
        await client.Closed.WaitAsync(TestTimeouts.Long);
        await Assert.ThrowsAsync<ChanClosedException>(() => client.RpcAsync(Atoms.Ok));
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task A_close_by_the_service_is_seen()
    {
        await using ChanConnection client = await ConnectAsync("echo");
        await client.CastAsync(ErlTerm.Atom("goodbye"));
        await client.Closed.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task The_service_learns_of_our_goodbye()
    {
        await _erlang.EvaluateAsync("register(watcher, self())");
        await using (ChanConnection client = await ConnectAsync("report", argument: ErlTerm.Atom("hello")))
        {
            await client.CastAsync(ErlTerm.Parse("{one, 1}"));
            Assert.Equal("[{started,hello},{got,{one,1}}]", await _erlang.EvaluateAsync("[receive A1 -> A1 end, receive B1 -> B1 end]"));
        }

        Assert.Equal("closed", await _erlang.EvaluateAsync("receive C1 -> C1 end"));
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task Kill_9_of_the_server_is_seen_as_a_lost_connection()
    {
        await using ChanConnection client = await ConnectAsync("echo");
        await _erlang.KillAsync();
        await client.Closed.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task The_classic_protocol_is_not_spoken_by_accident()
        => await Assert.ThrowsAnyAsync<Exception>(
            () => ChanConnection.ConnectAsync($"chan-classic://127.0.0.1:{_port}/nameServer", GatewayHost.Options()));

    private Task<ChanConnection> ConnectAsync(string service, string password = "ABXy45", ErlTerm? argument = null)
        => ChanConnection.ConnectAsync(
            $"chan-classic://127.0.0.1:{_port}/{service}",
            GatewayHost.Options(password) with { AllowClassic = true, Argument = argument ?? ErlList.Empty }).WaitAsync(TestTimeouts.Long);
}
