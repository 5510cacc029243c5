using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Server.Listening;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>Our client and our gateway over real sockets, TLS and the whole handshake.</summary>
public sealed class NativeSessionTests
{
    [Fact]
    [Trait("Scenario", "G1")]
    public async Task A_gateway_says_what_it_listens_on()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        BoundPort native = Assert.Single(host.Gateway.Ports, port => port.Name == "native");

        Assert.NotEqual(0, native.EndPoint.Port);
        Assert.Equal(["nameServer", "probe", "ledger"], native.Services);
    }

    [Fact]
    [Trait("Scenario", "G2")]
    public async Task The_name_server_stores_and_looks_up()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("nameServer", ErlTerm.CharList(""));

        await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));

        Assert.Equal(ErlTerm.Parse("{ok,\"writing a book\"}"), await client.RpcAsync(ErlTerm.Parse("{lookup, joe}")));
        Assert.Equal(ErlTerm.Parse("undefined"), await client.RpcAsync(ErlTerm.Parse("{lookup, jim}")));
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task A_service_gets_the_middle_man_what_the_client_gave_and_what_the_file_says()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe", ErlTerm.Parse("{me, 42}"));

        Assert.Equal(ErlTerm.Parse("{{me,42},[from_file]}"), await client.RpcAsync(ErlTerm.Atom("arguments")));
        Assert.Equal(ErlTerm.Atom("pid"), await client.RpcAsync(ErlTerm.Atom("pids")));
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task A_service_pushes_terms_that_nobody_asked_for()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe");

        await client.CastAsync(ErlTerm.Parse("{push, 3, news}"));

        var pushes = new List<ErlTerm>();
        await foreach (ErlTerm push in client.ReadPushesAsync().WithCancellation(new CancellationTokenSource(TestTimeouts.Long).Token))
        {
            pushes.Add(push);
            if (pushes.Count == 3)
            {
                break;
            }
        }

        Assert.All(pushes, push => Assert.Equal(ErlTerm.Atom("news"), push));
    }

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task A_service_closes_its_session_and_the_client_learns_it_was_meant()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe");

        await client.CastAsync(ErlTerm.Atom("close"));
        ChanCloseReason reason = await client.Closed.WaitAsync(TestTimeouts.Long);

        Assert.True(reason.IsClean, reason.Text);
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_crash_of_a_service_ends_its_session_and_no_other()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Log.Allow(entry => entry.Exception is InvalidOperationException { Message: "Crashed on request." } || entry.Message.Contains("Crashed on request.", StringComparison.Ordinal), "the crash");
        await using ChanConnection victim = await host.ConnectAsync("probe");
        await using ChanConnection other = await host.ConnectAsync("probe");

        await victim.CastAsync(ErlTerm.Atom("crash"));
        ChanCloseReason reason = await victim.Closed.WaitAsync(TestTimeouts.Long);

        Assert.Equal(ChanCloseKind.Remote, reason.Kind);
        Assert.False(reason.IsClean);
        Assert.Equal(ErlTerm.Parse("{still, here}"), await other.RpcAsync(ErlTerm.Parse("{still, here}")));
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_service_learns_that_its_client_said_goodbye()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using (ChanConnection client = await host.ConnectAsync("probe"))
        {
            await client.CloseAsync();
        }

        await host.WaitForLedgerAsync("closed", 1);
    }

    [Fact]
    [Trait("Scenario", "G9")]
    public async Task Many_sessions_of_many_services_answer_each_its_own_client()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        ChanConnection[] clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.ConnectAsync(i % 2 == 0 ? "probe" : "nameServer", i)));

        ErlTerm[] answers = await Task.WhenAll(clients.Select((client, i) => client.RpcAsync(i % 2 == 0 ? ErlTerm.Tuple(ErlTerm.Atom("echo"), i) : ErlTerm.Tuple(Atoms.Lookup, i))));

        for (int i = 0; i < answers.Length; i++)
        {
            Assert.Equal(i % 2 == 0 ? ErlTerm.Tuple(ErlTerm.Atom("echo"), i) : Atoms.Undefined, answers[i]);
        }

        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    [Trait("Scenario", "G9")]
    public async Task Several_gateways_run_beside_each_other_and_share_nothing()
    {
        await using GatewayHost one = await GatewayHost.StartAsync();
        await using GatewayHost two = await GatewayHost.StartAsync();
        await using ChanConnection first = await one.ConnectAsync("nameServer");
        await using ChanConnection second = await two.ConnectAsync("nameServer");

        await first.CastAsync(ErlTerm.Parse("{store, joe, here}"));

        Assert.Equal(ErlTerm.Parse("{ok, here}"), await first.RpcAsync(ErlTerm.Parse("{lookup, joe}")));
        Assert.Equal(Atoms.Undefined, await second.RpcAsync(ErlTerm.Parse("{lookup, joe}")));
    }

    [Fact]
    public async Task Sixty_four_rpcs_are_in_flight_on_one_connection()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe");

        ErlTerm[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => client.RpcAsync(ErlTerm.Tuple(ErlTerm.Atom("n"), i))));

        Assert.Equal(Enumerable.Range(0, 64).Select(i => (ErlTerm)ErlTerm.Tuple(ErlTerm.Atom("n"), i)), answers);
    }

    [Fact]
    public async Task A_large_term_goes_both_ways()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using ChanConnection client = await host.ConnectAsync("probe");
        ErlTerm large = ErlTerm.Binary(new byte[1_000_000]);

        Assert.Equal(large, await client.RpcAsync(large));
    }
}
