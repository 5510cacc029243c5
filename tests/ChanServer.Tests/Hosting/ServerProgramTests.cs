using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Chan.Server.Hosting;
using Chan.TestKit;

namespace Chan.Server.Tests.Hosting;

/// <summary>The program from its arguments to its exit code, without a process of its own.</summary>
public sealed class ServerProgramTests : IDisposable
{
    private const string Password = "a-password-of-the-test";
    private const string ReadyMark = "Press Ctrl+C to stop.";

    private readonly TempFolder _temp = new();
    private readonly WatchedWriter _output = new();
    private readonly WatchedWriter _error = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    [Trait("Scenario", "G1")]
    public async Task The_ready_lines_name_every_port_with_its_services_and_the_fingerprint()
    {
        int exitCode = await RunToReadyAsync("--config", WriteConfiguration());

        Assert.Equal(ExitCodes.Stopped, exitCode);
        string[] lines = _output.Lines;
        Assert.StartsWith("chan gateway ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^listening: main on 127.0.0.1:[1-9][0-9]*, native, services: nameServer$", lines[1]);
        Assert.Matches("^listening: old on 127.0.0.1:[1-9][0-9]*, classic \\(not encrypted\\), services: echo$", lines[2]);
        Assert.Matches("^certificate: sha256:[0-9a-f]{64}$", lines[3]);
        Assert.Equal(ReadyMark, lines[^1]);
    }

    [Fact]
    public async Task Every_warning_and_audit_event_of_the_start_stands_in_the_log_once_and_in_one_line()
    {
        await RunToReadyAsync("--config", WriteConfiguration(services: "\"nameServer\", \"nameServer\""));

        Assert.Equal(["1001", "1002", "1002", "1000", "2001", "2001", "1003"], EventsOfLog().Where(id => id != "3003"));
        Assert.Single(_error.Lines, line => line.Contains("warning 1002", StringComparison.Ordinal) && line.Contains("CHAN0307", StringComparison.Ordinal));
        Assert.Single(_error.Lines, line => line.Contains("warning 1002", StringComparison.Ordinal) && line.Contains("CHAN0504", StringComparison.Ordinal));

        // Not insecure, so an ordinary warning.
        Assert.Single(_error.Lines, line => line.Contains("warning 3003", StringComparison.Ordinal) && line.Contains("CHAN0305", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help", "--config FILE")]
    [InlineData("--version", "0.")]
    public async Task Help_and_version_are_printed_and_nothing_starts(string option, string part)
    {
        Assert.Equal(ExitCodes.Stopped, await RunAsync(option));
        Assert.Contains(part, _output.Text, StringComparison.Ordinal);
        Assert.Equal("", _error.Text);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("--config")]
    public async Task A_faulty_command_line_ends_with_2(string argument)
    {
        Assert.Equal(ExitCodes.Configuration, await RunAsync(argument));
        Assert.Contains("--help", _error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_option_ends_with_2_and_does_not_show_its_value()
    {
        Assert.Equal(ExitCodes.Configuration, await RunAsync("--config", WriteConfiguration(), "--pasword", Password));
        Assert.Contains("CHAN0201", _error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, _error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_ends_with_2()
    {
        Assert.Equal(ExitCodes.Configuration, await RunAsync("--config", _temp.File("absent.json")));
        Assert.Contains("CHAN0101", _error.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "G1")]
    public async Task Every_fault_of_a_faulty_file_is_printed_with_its_line_and_nothing_starts()
    {
        string path = _temp.Write("faulty.json", """
            {
              "ports": { "main": { "port": 70000, "services": ["absent"] } },
              "services": { "shop": { "mfa": ["shop", "start", "[]"] } }
            }
            """);

        Assert.Equal(ExitCodes.Configuration, await RunAsync("--config", path));
        foreach (string code in new[] { "CHAN0203", "CHAN0304", "CHAN0501" })
        {
            Assert.Contains(code, _error.Text, StringComparison.Ordinal);
        }

        Assert.Contains("                                 ^", _error.Text, StringComparison.Ordinal);
        Assert.Equal("", _output.Text);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_names_the_port_and_its_key()
    {
        using Socket taken = new(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        int number = ((IPEndPoint)taken.LocalEndPoint!).Port;

        int exitCode = await RunAsync("--config", WriteConfiguration(), "--ports:main:port", number.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(ExitCodes.Failed, exitCode);
        Assert.Contains($"Port main cannot listen on 127.0.0.1:{number}", _error.Text, StringComparison.Ordinal);
        Assert.Contains("ports:main:port", _error.Text, StringComparison.Ordinal);
        Assert.Equal("", _output.Text);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_state_folder_that_others_may_enter_ends_with_1_and_event_1400()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        Directory.CreateDirectory(_temp.File("state"));
        File.SetUnixFileMode(_temp.File("state"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        Assert.Equal(ExitCodes.Failed, await RunAsync("--config", WriteConfiguration()));
        Assert.Contains("critical 1400", _error.Text, StringComparison.Ordinal);
        Assert.Contains("chmod 700", _error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_start_has_the_fingerprint_of_the_first()
    {
        string path = WriteConfiguration();
        await RunToReadyAsync("--config", path);
        using ServerProgramTests second = new();
        await second.RunToReadyAsync("--config", path);

        Assert.Equal(Fingerprint(_output), Fingerprint(second._output));
    }

    [Fact]
    public async Task A_password_from_the_environment_replaces_that_of_the_file_and_neither_is_shown()
    {
        Dictionary<string, string> environment = new() { ["Chan__Services__nameServer__Password"] = "from-the-environment" };

        await RunToReadyAsync(environment, "--config", WriteConfiguration());

        Assert.DoesNotContain("CHAN0504", _error.Text, StringComparison.Ordinal);
        foreach (string secret in new[] { Password, "from-the-environment" })
        {
            Assert.DoesNotContain(secret, _error.Text + _output.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Scenario", "G1")]
    public async Task A_lib_chan_file_starts_as_it_is()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "config", "lib_chan.conf");

        await RunToReadyAsync("--config", path, "--ports:classic:port", "0", "--stateFolder", _temp.File("state"));

        Assert.Contains("classic (not encrypted), services: nameServer", _output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate:", _output.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _output.Dispose();
        _error.Dispose();
        _temp.Dispose();
    }

    private static string Fingerprint(WatchedWriter output) => output.Lines.Single(line => line.StartsWith("certificate:", StringComparison.Ordinal));

    private IEnumerable<string> EventsOfLog() => _error.Lines.Select(line => line.Split(' ')[2]);

    private string WriteConfiguration(string services = "\"nameServer\"") => _temp.Write("chan.json", $$"""
        {
          "ports": {
            "main": { "port": 0, "services": [{{services}}] },
            "old": { "port": 0, "protocol": "classic", "services": ["echo"] }
          },
          "services": {
            "nameServer": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "password": "{{Password}}" },
            "echo": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "noPassword": true }
          },
          "stateFolder": "state"
        }
        """);

    private Task<int> RunAsync(params string[] arguments)
        => ServerProgram.RunAsync(arguments, _output, _error, _stop.Token, new Hashtable()).WaitAsync(TestTimeouts.Long);

    private Task<int> RunToReadyAsync(params string[] arguments) => RunToReadyAsync([], arguments);

    // A stop is asked for as soon as the gateway is ready; what it still does then is part of the test.
    private async Task<int> RunToReadyAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        Task<int> running = ServerProgram.RunAsync(arguments, _output, _error, _stop.Token, environment);
        if (await Task.WhenAny(running, _output.WaitForAsync(ReadyMark)) == running)
        {
            Assert.Fail($"The program ended with {await running}: {_error.Text}");
        }

        await _stop.CancelAsync();
        return await running.WaitAsync(TestTimeouts.Long);
    }
}
