using System.Globalization;
using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Classic;

/// <summary>A client in Erlang at our gateway's classic port.</summary>
public sealed class ErlangClientTests : IAsyncLifetime
{
    private GatewayHost _host = null!;
    private ErlangPeer _erlang = null!;

    public async ValueTask InitializeAsync()
    {
        _erlang = await ClassicErlang.StartAsync();
        _host = await ClassicErlang.StartGatewayAsync("""
            , "failedAuthenticationPenalty": "0s", "noAuthenticationPenalty": "0s", "crashPenalty": "0s",
            "unauthenticatedConnections": 400, "earlyDropFrom": 400, "unauthenticatedPerSource": 400
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_erlang is not null)
        {
            await _erlang.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    [Trait("Scenario", "G2")]
    [Trait("Scenario", "G3")]
    public async Task The_name_server_stores_and_looks_up()
    {
        string result = await EvaluateAsync("oldNameServer", """
            Cast = classic_client:cast(C, {store, joe, "writing a book"}),
            {Cast, classic_client:rpc(C, {lookup, joe}), classic_client:rpc(C, {lookup, jim})}
            """);

        Assert.Equal("{ok,{ok,\"writing a book\"},undefined}", result);
    }

    [Theory]
    [Trait("Scenario", "G3")]
    [InlineData("oldProbe", "wrong", "{error,authFail}")]
    [InlineData("noSuchService", GatewayFile.ClassicPassword, "{error,badService}")]
    [InlineData("probe", GatewayFile.Password, "{error,badService}")]
    public async Task Refusals_are_the_old_ones(string service, string password, string expected)
        => Assert.Equal(expected, await _erlang.EvaluateAsync(Connect(service, password)));

    [Fact]
    [Trait("Scenario", "G3")]
    public async Task A_service_without_a_password_asks_for_none()
        => Assert.Equal("undefined", await _erlang.EvaluateAsync($"{{ok, C}} = {Connect("openServer", "unused")}, classic_client:rpc(C, {{lookup, nobody}})"));

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task The_service_gets_both_arguments()
        => Assert.Equal("{{arg,1},[from_file]}", await EvaluateAsync("oldProbe", "classic_client:rpc(C, arguments)", "{arg, 1}"));

    [Theory]
    [Trait("Scenario", "G3")]
    [InlineData("list_to_atom(lists:duplicate(255, $a))")]
    [InlineData("binary:copy(<<7>>, 900000)")]
    [InlineData("lists:seq(1, 20000)")]
    [InlineData("#{1 => one, \"two\" => [2.5, -1], {3} => 1 bsl 500}")]
    [InlineData("[1, 2 | improper]")]
    [InlineData("<<5:3>>")]
    [InlineData("list_to_tuple(lists:seq(1, 300))")]
    [InlineData("{1.0e300, -0.0, 123456789012345678901234567890}")]
    public async Task Terms_come_back_as_they_went(string term)
        => Assert.Equal("true", await EvaluateAsync("oldProbe", $"Sent = {term}, classic_client:rpc(C, Sent) =:= Sent"));

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task Pushes_arrive_in_order()
        => Assert.Equal("[{ok,news},{ok,news},{error,timeout}]", await EvaluateAsync(
            "oldProbe", "ok = classic_client:cast(C, {push, 2, news}), [classic_client:next(C), classic_client:next(C), classic_client:next(C, 100)]"));

    [Fact]
    [Trait("Scenario", "G4")]
    public async Task A_close_by_the_service_reaches_the_client()
        => Assert.Equal("{error,closed}", await EvaluateAsync("oldProbe", "classic_client:rpc(C, close)"));

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_crash_of_the_service_closes_its_session_and_no_other()
    {
        _host.Log.Allow(entry => entry.ToString().Contains("Crashed on request.", StringComparison.Ordinal), "the crash");

        Assert.Equal("{{error,closed},still_here}", await EvaluateAsync(
            "oldProbe", $"{{ok, Other}} = {Connect("oldProbe", GatewayFile.ClassicPassword)}, {{classic_client:rpc(C, crash), classic_client:rpc(Other, still_here)}}"));
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_goodbye_of_the_client_reaches_the_service()
    {
        await EvaluateAsync("oldProbe", "classic_client:disconnect(C)");
        await _host.WaitForLedgerAsync("closed", 1);
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task Kill_9_of_clients_reaches_every_service()
    {
        await _erlang.EvaluateAsync($"Clients = [begin {{ok, K}} = {Connect("oldProbe", GatewayFile.ClassicPassword)}, K end || _ <- lists:seq(1, 20)], length(Clients)");
        await _host.WaitForLedgerAsync("started", 20);

        await _erlang.KillAsync();

        await _host.WaitForLedgerAsync("closed", 20);
        await _host.WaitUntilIdleAsync();
    }

    [Fact]
    [Trait("Scenario", "G9")]
    public async Task A_hundred_clients_are_served_at_once()
    {
        string connect = Connect("oldProbe", GatewayFile.ClassicPassword);
        string result = await _erlang.EvaluateAsync($$"""
            Self = self(),
            Work = fun(N) ->
                {ok, K} = {{connect}},
                Answers = [classic_client:rpc(K, {N, I}) || I <- lists:seq(1, 20)],
                classic_client:disconnect(K),
                Self ! {N, Answers =:= [{N, I} || I <- lists:seq(1, 20)]}
            end,
            [spawn_link(fun() -> Work(N) end) || N <- lists:seq(1, 100)],
            lists:all(fun(X) -> X end, [receive {N, Right} -> Right end || N <- lists:seq(1, 100)])
            """);

        Assert.Equal("true", result);
    }

    [Fact]
    [Trait("Scenario", "G3")]
    public async Task Challenges_never_repeat_and_a_recorded_response_is_worth_nothing()
    {
        string result = await _erlang.EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $$$"""
            Ask = fun() ->
                {ok, S} = gen_tcp:connect("127.0.0.1", {{{_host.Classic.Port}}}, classic_wire:socket_options()),
                ok = classic_wire:send(S, {startService, oldProbe, []}),
                {ok, {challenge, Challenge}} = classic_wire:next(S, infinity),
                {S, Challenge}
            end,
            {First, Recorded} = Ask(),
            Response = {response, classic_wire:proof(Recorded, "{{{GatewayFile.ClassicPassword}}}")},
            ok = classic_wire:send(First, Response),
            {ok, ack} = classic_wire:next(First, infinity),
            {Second, _} = Ask(),
            ok = classic_wire:send(Second, Response),
            {ok, Replayed} = classic_wire:next(Second, infinity),
            Challenges = [begin {S, X} = Ask(), gen_tcp:close(S), X end || _ <- lists:seq(1, 200)],
            {Replayed, length(lists:usort(Challenges)), lists:usort([length(X) || X <- Challenges]), lists:usort(lists:append(Challenges)) =:= lists:seq($a, $z)}
            """));

        Assert.Equal("{authFail,200,[25],true}", result);
    }

    private string Connect(string service, string password, string argument = "\"\"")
        => $"classic_client:connect(\"127.0.0.1\", {_host.Classic.Port}, {service}, \"{password}\", {argument})";

    private Task<string> EvaluateAsync(string service, string expressions, string argument = "\"\"")
        => _erlang.EvaluateAsync($"{{ok, C}} = {Connect(service, GatewayFile.ClassicPassword, argument)}, {expressions}");
}
