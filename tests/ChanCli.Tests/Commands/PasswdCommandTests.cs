using Chan.Cli.Tests.Kit;
using Chan.Protocol.Verifiers;
using Chan.TestKit;

namespace Chan.Cli.Tests.Commands;

public class PasswdCommandTests
{
    [Theory]
    [InlineData("nameServer")]
    [InlineData("nameServer/joe")]
    public async Task A_password_from_a_pipe_becomes_a_verifier_line_and_nothing_else(string identity)
    {
        CliRun run = await CliRun.RunAsync(CliRun.Environment("s3cretWord\n"), ["passwd", identity]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal("", run.Error);
        Assert.DoesNotContain("s3cretWord", run.Output, StringComparison.Ordinal);
        VerifierRecord record = VerifierRecord.Parse(run.Output.TrimEnd('\n'));
        Assert.Equal(identity, record.IdProver);
        using var password = ChanPassword.FromString("s3cretWord");
        using var random = new FixedRandom();
        Assert.True(record.Matches(password, random));
    }

    [Fact]
    public async Task A_generated_password_is_shown_once_on_standard_error_and_fits_the_verifier()
    {
        CliRun run = await CliRun.RunAsync("passwd", "nameServer", "--generate");

        string text = run.Error.TrimEnd('\n').Split(' ')[^1];
        using var password = ChanPassword.FromString(text);
        using var random = new FixedRandom();
        Assert.Equal(22, text.Length);
        Assert.True(VerifierRecord.Parse(run.Output.TrimEnd('\n')).Matches(password, random));
    }

    [Fact]
    public async Task At_a_terminal_it_is_asked_twice_and_never_shown()
    {
        var terminal = new FakeTerminal();
        terminal.Type("s3cretWord\ns3cretWord\n");

        CliRun run = await CliRun.RunAsync(CliRun.Environment("", terminal), ["passwd", "nameServer"]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("$spake2p$v=1,id=nameServer$", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", terminal.Written + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_different_passwords_make_nothing()
    {
        var terminal = new FakeTerminal();
        terminal.Type("one\ntwo\n");

        CliRun run = await CliRun.RunAsync(CliRun.Environment("", terminal), ["passwd", "nameServer"]);

        Assert.Equal(new CliRun(ExitCode.Usage, "", "chan: The two passwords differ; nothing was made.\n"), run);
    }

    [Fact]
    public async Task Nothing_typed_makes_a_random_password()
    {
        var terminal = new FakeTerminal();
        terminal.Type("\n");

        CliRun run = await CliRun.RunAsync(CliRun.Environment("", terminal), ["passwd", "nameServer"]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("Password (shown once", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_the_prompt_makes_nothing()
    {
        var terminal = new FakeTerminal();
        terminal.Type("half").Press(ConsoleKey.C, ConsoleModifiers.Control);

        Assert.Equal(new CliRun(ExitCode.Interrupted, "", ""), await CliRun.RunAsync(CliRun.Environment("", terminal), ["passwd", "nameServer"]));
    }

    [Fact]
    public async Task Backspace_and_ctrl_u_correct_what_was_typed_blindly()
    {
        var terminal = new FakeTerminal();
        terminal.Type("wrong").Press(ConsoleKey.U, ConsoleModifiers.Control).Type("pwx").Press(ConsoleKey.Backspace).Type("\n").Type("pw\n");

        CliRun run = await CliRun.RunAsync(CliRun.Environment("", terminal), ["passwd", "nameServer"]);

        using var password = ChanPassword.FromString("pw");
        using var random = new FixedRandom();
        Assert.True(VerifierRecord.Parse(run.Output.TrimEnd('\n')).Matches(password, random));
    }
}
