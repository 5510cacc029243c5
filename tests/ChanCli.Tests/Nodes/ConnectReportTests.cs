using Chan.Cli.Nodes;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;

namespace Chan.Cli.Tests.Nodes;

public class ConnectReportTests
{
    [Theory]
    [InlineData(ConnectOutcome.InvalidName, ExitCode.Usage, "FAILED  name:")]
    [InlineData(ConnectOutcome.HostNotFound, ExitCode.CannotConnect, "FAILED  host:")]
    [InlineData(ConnectOutcome.PortMapperDown, ExitCode.CannotConnect, "FAILED  port mapper:")]
    [InlineData(ConnectOutcome.NameNotFound, ExitCode.CannotConnect, "FAILED  node:")]
    [InlineData(ConnectOutcome.Refused, ExitCode.CannotConnect, "FAILED  connection:")]
    [InlineData(ConnectOutcome.Tls, ExitCode.CannotConnect, "FAILED  connection:")]
    [InlineData(ConnectOutcome.MissingFlags, ExitCode.CannotConnect, "FAILED  handshake:")]
    [InlineData(ConnectOutcome.NotAllowed, ExitCode.NotAuthorised, "FAILED  handshake:")]
    [InlineData(ConnectOutcome.WrongName, ExitCode.NotAuthorised, "FAILED  handshake:")]
    [InlineData(ConnectOutcome.Malformed, ExitCode.CannotConnect, "FAILED  handshake:")]
    [InlineData(ConnectOutcome.WrongCookie, ExitCode.NotAuthorised, "FAILED  cookie:")]
    [InlineData(ConnectOutcome.ReflectedChallenge, ExitCode.NotAuthorised, "FAILED  cookie:")]
    [InlineData(ConnectOutcome.TimedOut, ExitCode.Timeout, "hint: allow more time")]
    [InlineData(ConnectOutcome.Unreachable, ExitCode.CannotConnect, "hint: see that the machine is up")]
    public async Task Every_cause_has_its_step_a_hint_and_an_exit_code(ConnectOutcome outcome, int code, string shown)
    {
        NodeFailureException failure = await MakeAsync(new ConnectResult(outcome, "what it was"));

        Assert.Equal(code, failure.Code);
        Assert.StartsWith("a@h cannot be reached: what it was.\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
        Assert.Contains("\n  hint: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_before_the_one_that_failed_went_well_and_later_ones_are_not_told()
    {
        NodeFailureException failure = await MakeAsync(new ConnectResult(ConnectOutcome.MissingFlags, "a@h lacks BIG_CREATION; OTP 25 or newer is needed there."));

        Assert.Equal(
            """
            a@h cannot be reached: a@h lacks BIG_CREATION; OTP 25 or newer is needed there.
              ok      name: a@h from nonode@nohost
              ok      host: address of h
              ok      port mapper: not asked, the port is given
              ok      node: a at port 4000
              ok      connection: TCP, without TLS
              FAILED  handshake: names and versions
              hint: nodes from OTP 25 on can be reached.
            """.ReplaceLineEndings("\n"),
            failure.Message);
    }

    private static async Task<NodeFailureException> MakeAsync(ConnectResult result)
    {
        await using var node = new Node();
        var settings = new NodeSettings
        {
            Peer = NodeName.Parse("a@h"),
            AnswerTimeout = TimeSpan.FromSeconds(1),
            CookieOrigin = "a file",
            Own = new NodeOptions { Name = "me@h", PeerPorts = new Dictionary<string, int> { ["a@h"] = 4000 } },
        };
        return await ConnectReport.MakeAsync(node, settings, result, CancellationToken.None);
    }
}
