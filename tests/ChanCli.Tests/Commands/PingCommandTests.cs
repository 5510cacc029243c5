using Chan.Cli.Tests.Kit;
using Chan.Client;

namespace Chan.Cli.Tests.Commands;

public class PingCommandTests
{
    [Fact]
    public async Task Without_a_service_no_password_is_needed_and_the_certificate_is_shown()
    {
        ChanEndpoint? probed = null;
        CliEnvironment environment = CliRun.Environment("") with
        {
            Probe = (endpoint, _, _) =>
            {
                probed = endpoint;
                return Task.FromResult(new ChanGatewayProbe(Enumerable.Repeat((byte)0xAB, 32).ToArray()));
            },
        };

        CliRun run = await CliRun.RunAsync(environment, ["ping", "-s", "localhost:4000"]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(("localhost", 4000), (probed!.Host, probed.Port));
        Assert.Matches("^localhost:4000 answers in [0-9.]+ ms\ncertificate SHA-256 (ab){32}\n$", run.Output);
    }

    [Fact]
    public async Task With_a_service_the_session_and_the_round_trip_are_told()
    {
        CliRun run = await CliRun.WithServiceAsync(new FakeService(), "ping", "nameServer");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Matches("^nameServer at 127.0.0.1:12340 started in [0-9.]+ ms\nround trip 1.5 ms\n$", run.Output);
    }

    [Fact]
    public async Task The_classic_protocol_has_no_round_trip_to_measure()
    {
        CliRun run = await CliRun.WithServiceAsync(new FakeService(), "ping", "nameServer", "--classic");

        Assert.DoesNotContain("round trip", run.Output, StringComparison.Ordinal);
    }
}
