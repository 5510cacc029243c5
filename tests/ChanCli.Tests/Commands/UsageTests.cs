using Chan.Cli.Tests.Kit;

namespace Chan.Cli.Tests.Commands;

public class UsageTests
{
    public static TheoryData<string, string[]> WrongCommandLines => new()
    {
        { "Required command", [] },
        { "Required argument", ["rpc"] },
        { "Required argument", ["rpc", "s"] },
        { "Unrecognized command", ["frobnicate"] },
        { "Unrecognized command", ["rpc", "s", "x", "--frobnicate"] },
        { "not an Erlang term", ["rpc", "s", "{a"] },
        { "not an Erlang term", ["cast", "s", "a b"] },
        { "--arg is not an Erlang term", ["rpc", "s", "x", "--arg", "["] },
        { "is not a time", ["rpc", "s", "x", "-t", "soon"] },
        { "is not a time", ["rpc", "s", "x", "-t", "0"] },
        { "is not a time", ["rpc", "s", "x", "-t", "2h"] },
        { "--pin", ["rpc", "s", "x", "--pin", "abc"] },
        { "--ca", ["rpc", "s", "x", "--ca", "no-such-file.pem"] },
        { "give one of them", ["rpc", "s", "x", "--ca", "a", "--pin", "b"] },
        { "from 1 to 65535", ["rpc", "s", "x", "-s", "localhost:99999"] },
        { "neither chan nor chan-classic", ["rpc", "s", "x", "-s", "http://localhost"] },
        { "names the service other", ["rpc", "s", "x", "-s", "chan://localhost/other"] },
        { "names the client joe", ["rpc", "s", "x", "-s", "chan://joe@localhost", "--client", "mike"] },
        { "No password", ["rpc", "s", "x"] },
        { "cannot be read", ["rpc", "s", "x", "--password-file", "no-such-file"] },
        { "is empty", ["rpc", "s", "x", "--password-file", "-"] },
        { "each name must be", ["passwd", "a/b/c", "--generate"] },
        { "each name must be", ["passwd", "", "--generate"] },
        { "give one of them", ["passwd", "a", "--generate", "--password-file", "-"] },
        { "Required command", ["config"] },
    };

    [Theory]
    [MemberData(nameof(WrongCommandLines))]
    public async Task A_wrong_command_line_ends_in_2_with_what_is_wrong_on_standard_error(string hint, string[] arguments)
    {
        CliRun run = await CliRun.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--password", "s3cretWord")]
    [InlineData("--password=s3cretWord")]
    [InlineData("-p", "s3cretWord")]
    public async Task A_password_on_the_command_line_is_refused_with_the_right_ways_and_not_repeated(params string[] arguments)
    {
        CliRun run = await CliRun.RunAsync(["rpc", "s", "x", .. arguments]);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("--password-file", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cretWord", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_the_server_url_is_refused_and_not_repeated()
    {
        CliRun run = await CliRun.RunAsync("rpc", "s", "x", "-s", "chan://joe:s3cretWord@localhost");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.DoesNotContain("s3cretWord", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_shows_the_term_with_a_caret_under_the_place()
    {
        CliRun run = await CliRun.RunAsync("rpc", "s", "{lookup, joe");

        Assert.Contains("  {lookup, joe\n              ^\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terms_may_begin_with_an_at_sign_or_a_minus()
    {
        var service = new FakeService();

        Assert.Equal("{ok,-5}\n", (await CliRun.WithServiceAsync(service, "rpc", "s", "-5")).Output);
        Assert.Equal("{ok,{a,'@b'}}\n", (await CliRun.WithServiceAsync(service, "rpc", "s", "{a,'@b'}")).Output);
    }

    [Theory]
    [InlineData("-s", "gateway:1", "-t", "2s", "-o", "json", "rpc", "s", "x")]
    [InlineData("--server=gateway:1", "-o:json", "rpc", "s", "x", "--timeout", "2s")]
    public async Task Options_may_stand_before_the_command(params string[] arguments)
    {
        var service = new FakeService();

        CliRun run = await CliRun.WithServiceAsync(service, arguments);

        Assert.Equal((ExitCode.Ok, "[\"ok\",\"x\"]\n"), (run.Code, run.Output));
        Assert.Equal("gateway", service.ConnectedTo?.Host);
    }

    [Theory]
    [InlineData("Unrecognized", "--generate", "rpc", "s", "x")]
    [InlineData("Unrecognized", "-s", "gateway", "config", "check", "file")]
    [InlineData("Unrecognized", "-s", "gateway", "frobnicate")]
    [InlineData("Required", "-s", "gateway")]
    public async Task Options_before_a_command_that_has_no_such_option_are_refused(string hint, params string[] arguments)
    {
        CliRun run = await CliRun.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_and_help_go_to_standard_output()
    {
        CliRun version = await CliRun.RunAsync("--version");
        CliRun help = await CliRun.RunAsync("rpc", "--help");

        Assert.Equal(ExitCode.Ok, version.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", version.Output);
        Assert.Equal(ExitCode.Ok, help.Code);
        Assert.Contains("chan rpc <SERVICE> <TERM>", help.Output, StringComparison.Ordinal);
    }
}
