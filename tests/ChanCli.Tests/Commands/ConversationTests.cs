using Chan.Cli.Tests.Kit;
using Chan.Client;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Cli.Tests.Commands;

public class ConversationTests
{
    [Fact]
    public async Task Every_line_of_a_pipe_is_a_message_and_its_answer_a_line()
    {
        var service = new FakeService();

        CliRun run = await PipeAsync(service, "{store, joe, 1}.\n\n% a comment\n! {log, joe}\nlookup\n");

        Assert.Equal(new CliRun(ExitCode.Ok, "{ok,{store,joe,1}}\n{ok,lookup}\n", ""), run);
        Assert.Equal([ErlTerm.Parse("{log, joe}")], service.Casts);
        Assert.True(service.IsDisposed);
    }

    [Fact]
    public async Task A_wrong_line_is_reported_and_the_rest_goes_on_with_its_code_at_the_end()
    {
        CliRun run = await PipeAsync(new FakeService(), "{a\nb\n");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Equal("{ok,b}\n", run.Output);
        Assert.Contains("not an Erlang term", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_failure_gives_the_code()
    {
        var service = new FakeService
        {
            OnRpc = static request => request == ErlTerm.Atom("slow")
                ? throw new ChanTimeoutException("rpc", TimeSpan.FromSeconds(5), FakeService.Endpoint)
                : throw new ChanRemoteException(ErlTerm.Parse("{error, undef, hidden}"), FakeService.Endpoint),
        };

        Assert.Equal(ExitCode.Timeout, (await PipeAsync(service, "slow\nwrong\n")).Code);
    }

    [Fact]
    public async Task A_refused_cast_is_reported_at_the_end()
    {
        var service = new FakeService { RefusedCast = new ChanRemoteException(ErlTerm.Parse("{error, refused, pattern}"), FakeService.Endpoint) };

        CliRun run = await PipeAsync(service, "! {format, disk}\n");

        Assert.Equal(ExitCode.RemoteError, run.Code);
        Assert.Contains("not accepted", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quit_ends_before_the_pipe_does()
        => Assert.Equal("{ok,a}\n", (await PipeAsync(new FakeService(), "a\nquit\nb\n")).Output);

    [Fact]
    public async Task At_a_terminal_answers_pushes_and_the_end_are_shown()
    {
        var terminal = new FakeTerminal();
        var service = new FakeService();
        Task<CliRun> running = TalkAsync(service, terminal);

        service.Push(ErlTerm.Parse("{news, 1}"));
        terminal.Type("{lookup, joe}\n");
        terminal.Type("! gone\n").Type("help\n").Press(ConsoleKey.D, ConsoleModifiers.Control);
        CliRun run = await running.WaitAsync(TestTimeouts.Long);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("{ok,{lookup,joe}}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal([ErlTerm.Atom("gone")], service.Casts);
        Assert.Contains("chan> ", terminal.Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChanCloseKind.Remote, "normal", 0)]
    [InlineData(ChanCloseKind.Lost, "noconnection", 1)]
    public async Task When_the_gateway_ends_the_session_the_prompt_ends_too(ChanCloseKind kind, string reason, int code)
    {
        var service = new FakeService();
        Task<CliRun> running = TalkAsync(service, new FakeTerminal());

        service.End(new ChanCloseReason(kind, ErlTerm.Atom(reason), "the service ended."));
        CliRun run = await running.WaitAsync(TestTimeouts.Long);

        Assert.Equal(code, run.Code);
        Assert.Contains("Connection closed: the service ended.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_prints_pushes_until_the_service_ends()
    {
        var service = new FakeService();
        service.Push(1);
        service.Push(ErlTerm.Parse("{news, \"rain\"}"));
        service.End(new ChanCloseReason(ChanCloseKind.Remote, Atoms.Normal, "the service ended the session."));

        CliRun run = await CliRun.WithServiceAsync(service, "listen", "nameServer", "-o", "json");

        Assert.Equal(new CliRun(ExitCode.Ok, "1\n[\"news\",\"rain\"]\n", "the service ended the session.\n"), run);
    }

    [Fact]
    public async Task Listen_ends_in_1_when_the_connection_is_lost()
    {
        var service = new FakeService();
        service.End(new ChanCloseReason(ChanCloseKind.Lost, Atoms.Noconnection, "it is gone."));

        Assert.Equal(ExitCode.RemoteError, (await CliRun.WithServiceAsync(service, "listen", "nameServer")).Code);
    }

    [Theory]
    [InlineData("listen")]
    [InlineData("connect")]
    public async Task With_reconnect_the_connection_is_one_that_comes_back_and_the_password_stays(string command)
    {
        var service = new FakeService();
        service.End(new ChanCloseReason(ChanCloseKind.Remote, Atoms.Normal, "the service ended the session."));
        ChanConnectionOptions? options = null;
        CliEnvironment environment = CliRun.Environment("pw\n") with
        {
            ConnectAgainAndAgain = (endpoint, given, error, token) =>
            {
                options = given;
                error.WriteLine("told of losses");
                return service.ConnectAsync(endpoint, given, token);
            },
        };

        CliRun run = await CliRun.RunAsync(environment, [command, "nameServer", "--reconnect", "--password-file", "-"]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("told of losses", run.Error, StringComparison.Ordinal);
        Assert.NotNull(options?.Password);
        Assert.True(service.IsDisposed);
    }

    [Fact]
    public async Task Pushes_in_a_conversation_are_marked()
    {
        var service = new FakeService();
        var terminal = new FakeTerminal();
        Task<CliRun> running = TalkAsync(service, terminal);

        service.Push(7);
        service.End(new ChanCloseReason(ChanCloseKind.Remote, Atoms.Normal, "done."));

        Assert.Contains("push: 7\n", (await running.WaitAsync(TestTimeouts.Long)).Output, StringComparison.Ordinal);
    }

    private static async Task<CliRun> PipeAsync(FakeService service, string lines)
    {
        using var folder = new TempFolder();
        string password = folder.Write("pw", "pw\n");
        return await CliRun.RunAsync(CliRun.Environment(lines, passwordFile: password) with { Connect = service.ConnectAsync }, ["connect", "nameServer"]);
    }

    private static async Task<CliRun> TalkAsync(FakeService service, FakeTerminal terminal)
    {
        using var folder = new TempFolder();
        string password = folder.Write("pw", "pw\n");
        return await CliRun.RunAsync(
            CliRun.Environment("", terminal, password) with { Connect = service.ConnectAsync }, ["connect", "nameServer"]);
    }
}
