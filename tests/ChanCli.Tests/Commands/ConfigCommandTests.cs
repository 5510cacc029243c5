using Chan.Cli.Tests.Kit;
using Chan.TestKit;

namespace Chan.Cli.Tests.Commands;

public class ConfigCommandTests
{
    private const string Classic = """
        {port, 12340}.
        {service, nameServer, password, "s3cretWord", mfa, mod_name_server, start_me_up, notUsed}.

        """;

    [Fact]
    public async Task A_good_file_ends_in_0()
    {
        using var folder = new TempFolder();
        string file = folder.Write("lib_chan.conf", Classic);

        CliRun run = await CliRun.RunAsync("config", "check", file);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("good: 1 port, 1 service", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_bad_file_is_reported_and_it_ends_in_2()
    {
        using var folder = new TempFolder();
        string file = folder.Write("chan.json", "{ \"ports\": { \"main\": { \"port\": 99999 } }, \"servicez\": {} }");

        CliRun run = await CliRun.RunAsync("config", "check", file);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains("99999", run.Error, StringComparison.Ordinal);
        Assert.Contains("servicez", run.Error, StringComparison.Ordinal);
        Assert.Contains("would not start", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_ends_in_2()
        => Assert.Equal(ExitCode.Usage, (await CliRun.RunAsync("config", "check", "no-such-file.json")).Code);

    [Fact]
    public async Task A_converted_file_is_good_and_holds_no_password()
    {
        using var folder = new TempFolder();
        string file = folder.Write("lib_chan.conf", Classic);
        string written = folder.File("chan.json");

        CliRun convert = await CliRun.RunAsync("config", "convert", file, "--write", written);
        CliRun check = await CliRun.RunAsync("config", "check", written);

        Assert.Equal(ExitCode.Ok, convert.Code);
        Assert.Equal("", convert.Output);
        Assert.DoesNotContain("s3cretWord", convert.Error + await File.ReadAllTextAsync(written), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, check.Code);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(written));
        }
    }

    [Fact]
    public async Task Converting_never_overwrites_a_file()
    {
        using var folder = new TempFolder();
        string file = folder.Write("lib_chan.conf", Classic);
        string existing = folder.Write("chan.json", "mine");

        CliRun run = await CliRun.RunAsync("config", "convert", file, "-w", existing);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Equal("mine", await File.ReadAllTextAsync(existing));
    }

    [Fact]
    public async Task Without_a_file_name_the_json_goes_to_standard_output()
    {
        using var folder = new TempFolder();
        string file = folder.Write("lib_chan.conf", Classic);

        CliRun run = await CliRun.RunAsync("config", "convert", file);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("$spake2p$v=1,id=nameServer$", run.Output, StringComparison.Ordinal);
        Assert.Contains("note: ", run.Error, StringComparison.Ordinal);
    }
}
