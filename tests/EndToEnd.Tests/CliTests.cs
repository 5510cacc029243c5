using System.Net;
using Chan.Cli;
using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>The command <c>chan</c> against a gateway, over real sockets: what it prints and which code it ends with.</summary>
public sealed class CliTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync("""{ "failedAuthenticationPenalty": "0s" }""");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [Trait("Scenario", "G2")]
    [InlineData("nameServer", false)]
    [InlineData("oldNameServer", true)]
    [InlineData("openServer", true)]
    public async Task The_name_server_stores_and_looks_up_in_one_conversation(string service, bool classic)
    {
        CliRun run = await CliRun.RunAsync(
            "! {store, joe, \"writing a book\"}.\n{lookup, joe}.\n{lookup, jim}.\n",
            [.. Options(classic), "connect", service]);

        Assert.Equal((ExitCode.Ok, "{ok,\"writing a book\"}\nundefined\n"), (run.Code, run.Output));
    }

    [Theory]
    [Trait("Scenario", "G2")]
    [InlineData("nameServer", false)]
    [InlineData("oldNameServer", true)]
    public async Task What_one_command_casts_the_next_one_looks_up(string service, bool classic)
    {
        CliRun cast = await CliRun.RunAsync("", ["cast", service, "{store, joe, \"writing a book\"}", .. Options(classic)]);
        CliRun known = await CliRun.RunAsync("", ["rpc", service, "{lookup, joe}", .. Options(classic)]);
        CliRun unknown = await CliRun.RunAsync("", ["rpc", service, "{lookup, jim}", .. Options(classic)]);

        Assert.Equal((ExitCode.Ok, ""), (cast.Code, cast.Output));
        Assert.Equal((ExitCode.Ok, "{ok,\"writing a book\"}\n"), (known.Code, known.Output));
        Assert.Equal((ExitCode.Ok, "undefined\n"), (unknown.Code, unknown.Output));
    }

    [Fact]
    public async Task Pushes_are_listened_to_until_the_service_ends()
    {
        CliRun run = await CliRun.RunAsync("", ["listen", "probe", "--arg", "{announce, [{news, 1}, {news, 2}]}", .. Options(classic: false)]);

        Assert.Equal((ExitCode.Ok, "{news,1}\n{news,2}\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task A_message_that_is_no_term_ends_in_2_before_anything_is_sent()
        => Assert.Equal(ExitCode.Usage, (await CliRun.RunAsync("", ["rpc", "nameServer", "{lookup", .. Options(classic: false)])).Code);

    [Fact]
    public async Task The_end_of_the_service_ends_in_1()
        => Assert.Equal(ExitCode.RemoteError, (await CliRun.RunAsync("", ["rpc", "probe", "close", .. Options(classic: false)])).Code);

    [Theory]
    [Trait("Scenario", "G5")]
    [InlineData("nameServer", false)]
    [InlineData("noSuchService", false)]
    [InlineData("oldNameServer", true)]
    public async Task A_wrong_password_or_name_ends_in_3_and_the_password_is_not_repeated(string service, bool classic)
    {
        CliRun run = await CliRun.RunAsync("wrong-one\n", "rpc", service, "x", "-s", Server(classic), "--password-file", "-");

        Assert.Equal((ExitCode.NotAuthorised, ""), (run.Code, run.Output));
        Assert.DoesNotContain("wrong-one", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_gateway_ends_in_4()
    {
        var nobody = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var endPoint = (IPEndPoint)nobody.LocalEndpoint;
        nobody.Dispose();

        CliRun run = await CliRun.RunAsync("pw\n", "rpc", "nameServer", "x", "-s", $"chan://{endPoint}", "--password-file", "-");

        Assert.Equal(ExitCode.CannotConnect, run.Code);
    }

    [Fact]
    public async Task No_answer_in_time_ends_in_5()
    {
        var clock = new TestClock();

        Task<CliRun> running = CliRun.RunAsync("", clock, ["rpc", "probe", "silence", "-t", "3s", .. Options(classic: false)]);
        await _host.WaitForLedgerAsync("silence", 1);
        clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(ExitCode.Timeout, (await running).Code);
    }

    [Fact]
    public async Task Ping_tells_the_certificate_and_whether_a_service_lets_in()
    {
        CliRun gateway = await CliRun.RunAsync("", "ping", "-s", Server(classic: false));
        CliRun service = await CliRun.RunAsync("", ["ping", "probe", .. Options(classic: false)]);

        Assert.Equal(ExitCode.Ok, gateway.Code);
        Assert.Matches("certificate SHA-256 [0-9a-f]{64}\n", gateway.Output);
        Assert.Equal(ExitCode.Ok, service.Code);
        Assert.Contains("round trip", service.Output, StringComparison.Ordinal);
    }

    private string Server(bool classic) => classic ? $"chan-classic://{_host.Classic}" : $"chan://{_host.Native}";

    private string[] Options(bool classic)
        => ["-s", Server(classic), "--password-file", _folder.Write("password", (classic ? GatewayFile.ClassicPassword : GatewayFile.Password) + "\n")];
}
