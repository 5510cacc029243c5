using Chan.Cli.Tests.Kit;
using Chan.Client;
using Chan.Terms;

namespace Chan.Cli.Tests;

public class ExitCodeTests
{
    // Native protocol, section 8.
    [Theory]
    [InlineData(ChanConnectFailure.Refused, ChanConnectStage.Authentication, 3)]
    [InlineData(ChanConnectFailure.Unsupported, ChanConnectStage.Authentication, 3)]
    [InlineData(ChanConnectFailure.WrongServer, ChanConnectStage.Authentication, 3)]
    [InlineData(ChanConnectFailure.ClosedDuringHandshake, ChanConnectStage.Authentication, 3)]
    [InlineData(ChanConnectFailure.Unreachable, ChanConnectStage.Transport, 4)]
    [InlineData(ChanConnectFailure.Tls, ChanConnectStage.Transport, 4)]
    [InlineData(ChanConnectFailure.Untrusted, ChanConnectStage.Transport, 4)]
    [InlineData(ChanConnectFailure.Busy, ChanConnectStage.Authentication, 4)]
    [InlineData(ChanConnectFailure.Timeout, ChanConnectStage.Transport, 4)]
    [InlineData(ChanConnectFailure.Timeout, ChanConnectStage.Authentication, 5)]
    [InlineData(ChanConnectFailure.Timeout, ChanConnectStage.Start, 5)]
    [InlineData(ChanConnectFailure.NotStarted, ChanConnectStage.Start, 1)]
    public async Task A_failure_to_connect_ends_in(ChanConnectFailure failure, ChanConnectStage stage, int code)
    {
        CliRun run = await CliRun.WithFailureAsync(
            new ChanConnectException(failure, stage, "It did not work.", FakeService.Endpoint), "rpc", "nameServer", "x");

        Assert.Equal(new CliRun(code, "", "chan: It did not work.\n"), run);
    }

    [Fact]
    public async Task A_closed_connection_and_a_breach_of_the_protocol_end_in_1()
    {
        var lost = new ChanCloseReason(ChanCloseKind.Lost, Atoms.Noconnection, "it is gone.");

        Assert.Equal(1, (await CliRun.WithFailureAsync(new ChanClosedException(lost, FakeService.Endpoint), "rpc", "s", "x")).Code);
        Assert.Equal(1, (await CliRun.WithFailureAsync(new ChanProtocolException("it lied.", FakeService.Endpoint), "rpc", "s", "x")).Code);
    }

    [Fact]
    public async Task Settings_that_the_library_refuses_are_a_usage_error_without_parameter_names()
    {
        CliRun run = await CliRun.WithFailureAsync(new ArgumentException("Port must be from 1.", "options"), "rpc", "s", "x");

        Assert.Equal(new CliRun(2, "", "chan: Port must be from 1.\n"), run);
    }

    [Fact]
    public async Task Interrupted_ends_in_130()
    {
        using var interrupt = new CancellationTokenSource();
        CliEnvironment environment = CliRun.Environment("pw\n") with
        {
            Connect = async (_, _, token) =>
            {
                await interrupt.CancelAsync();
                token.ThrowIfCancellationRequested();
                throw new InvalidOperationException("The token was not passed on.");
            },
        };

        CliRun run = await CliRun.RunAsync(environment, ["rpc", "s", "x", "--password-file", "-"], interrupt.Token);

        Assert.Equal(new CliRun(130, "", ""), run);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_not_hidden()
        => await Assert.ThrowsAsync<InvalidOperationException>(
            () => CliRun.WithFailureAsync(new InvalidOperationException("A defect."), "rpc", "s", "x"));
}
