using Chan.Cli;
using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>What the command makes for a gateway's owner is what the gateway program serves.</summary>
public sealed class CliConfigurationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_verifier_made_by_passwd_lets_in_who_knows_the_password()
    {
        CliRun verifier = await CliRun.RunAsync("correct horse\n", "passwd", "shop");
        CliRun client = await CliRun.RunAsync("till horse\n", "passwd", "shop/till-1");
        string file = _folder.Write("chan.json", $$"""
            {
              "ports": { "native": { "port": 0, "services": ["shop"] } },
              "services": {
                "shop": {
                  "mfa": ["mod_name_server", "start_me_up", "notUsed"],
                  "verifier": "{{verifier.Output.Trim()}}",
                  "clients": { "till-1": { "verifier": "{{client.Output.Trim()}}" } }
                }
              }
            }
            """, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        CliRun check = await CliRun.RunAsync("", "config", "check", file);

        Assert.Equal(ExitCode.Ok, check.Code);
        await using GatewayProcess gateway = GatewayProcess.Start("--config", file, "--stateFolder", _folder.File("state"));
        string server = $"chan://{await gateway.WaitForPortAsync("native")}";
        Assert.Equal("undefined\n", (await AskAsync(server, "correct horse")).Output);
        Assert.Equal("undefined\n", (await AskAsync(server, "till horse", "--client", "till-1")).Output);
        Assert.Equal(ExitCode.NotAuthorised, (await AskAsync(server, "till horse")).Code);
    }

    [Fact]
    public async Task A_converted_classic_file_is_served()
    {
        string classic = _folder.Write("lib_chan.conf", """
            {port, 2223}.
            {service, shop, password, "correct horse", mfa, mod_name_server, start_me_up, notUsed}.
            """, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string native = _folder.File("chan.json");
        CliRun convert = await CliRun.RunAsync("", "config", "convert", classic, "--write", native);
        CliRun check = await CliRun.RunAsync("", "config", "check", native);

        Assert.Equal(ExitCode.Ok, convert.Code);
        Assert.Equal(ExitCode.Ok, check.Code);
        string port = System.Text.Json.JsonDocument.Parse(
            await File.ReadAllTextAsync(native), new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })
            .RootElement.GetProperty("ports").EnumerateObject().Single().Name;
        await using GatewayProcess gateway = GatewayProcess.Start("--config", native, "--stateFolder", _folder.File("state"), $"--ports:{port}:port", "0");
        Assert.Equal("undefined\n", (await AskAsync($"chan://{await gateway.WaitForPortAsync(port)}", "correct horse")).Output);
    }

    [Fact]
    public async Task A_faulty_file_is_told_and_ends_in_2()
    {
        CliRun check = await CliRun.RunAsync("", "config", "check", _folder.Write("chan.json", """{ "ports": {}, "servces": {} }"""));

        Assert.Equal(ExitCode.Usage, check.Code);
        Assert.Contains("servces", check.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<CliRun> AskAsync(string server, string password, params string[] more)
        => CliRun.RunAsync(password + "\n", ["rpc", "shop", "{lookup, joe}", "-s", server, "--password-file", "-", .. more]);
}
