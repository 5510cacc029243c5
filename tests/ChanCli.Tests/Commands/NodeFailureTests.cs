using Chan.Cli.Tests.Kit;
using Chan.Distribution.Net.Nodes;

namespace Chan.Cli.Tests.Commands;

/// <summary>What the user is told when a node cannot be reached, and what the shell is.</summary>
public sealed class NodeFailureTests : IAsyncDisposable
{
    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    [Trait("Scenario", "N2")]
    public async Task A_name_that_is_not_registered_is_told_with_those_that_are()
    {
        await _cluster.StartAsync("a@h");
        await _cluster.StartAsync("b@h");

        CliRun run = await _cluster.RunAsync("node", "ping", "nobody@h", "--sname", "me@h");

        Assert.Equal(ExitCode.CannotConnect, run.Code);
        Assert.Equal(
            """
            chan: nobody@h cannot be reached: There is no node nobody@h in this network.
              ok      name: nobody@h from me@h
              ok      host: address of h
              ok      port mapper: epmd at h:4369
              FAILED  node: registration of nobody
              hint: registered there: a, b, me.

            """.ReplaceLineEndings("\n"),
            run.Error);
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task Another_cookie_is_told_with_the_file_and_never_with_the_cookie()
    {
        await _cluster.StartAsync("a@h");
        string file = _cluster.Write("other", "quite-another-cookie-than-theirs");

        CliRun run = await _cluster.RunAsync("node", "ping", "a@h", "--cookie-file", file);

        Assert.Equal((ExitCode.NotAuthorised, ""), (run.Code, run.Output));
        Assert.Contains($"  FAILED  cookie: the one of {file}\n  hint: take the cookie file of the user that the node runs as", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("quite-another", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N1")]
    public async Task Short_and_long_names_do_not_mix()
    {
        CliRun run = await _cluster.RunAsync("node", "ping", "a@10.0.0.1", "--sname", "me");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("Short and long names do not mix", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@10.0.0.1")]
    [InlineData("a@host.example")]
    [InlineData("a@host")]
    [Trait("Scenario", "N1")]
    public async Task A_made_up_name_fits_the_peers_form(string node)
    {
        CliRun run = await _cluster.RunAsync("node", "ping", node);

        Assert.Equal(ExitCode.CannotConnect, run.Code);
        Assert.Contains($"ok      name: {node} from chan_", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_link_is_unreachable()
    {
        await _cluster.StartAsync("a@h");
        _cluster.Network.Cut("me@h", "a@h");

        CliRun run = await _cluster.RunAsync("node", "ping", "a@h", "--sname", "me@h");

        Assert.Equal(ExitCode.CannotConnect, run.Code);
        Assert.Contains("hint: see that the machine is up", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_a_time_out()
    {
        await _cluster.StartAsync("a@h");
        _cluster.Network.Halt("me@h", "a@h");

        Task<CliRun> running = _cluster.RunAsync("node", "ping", "a@h", "--sname", "me@h", "-t", "2s");
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        CliRun run = await running;

        Assert.Equal(ExitCode.Timeout, run.Code);
        Assert.Contains("hint: allow more time with -t", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task A_cookie_on_the_command_line_works_with_a_warning()
    {
        await _cluster.StartAsync("a@h");

        CliRun run = await CliRun.RunAsync(_cluster.Environment(_ => null), ["node", "ping", "a@h", "--cookie", MemoryCluster.CookieText]);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("warning: the cookie stands on the command line", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(MemoryCluster.CookieText, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task Without_an_option_the_users_cookie_file_is_taken_and_none_is_made()
    {
        await _cluster.StartAsync("a@h");
        string home = Path.GetDirectoryName(_cluster.CookieFile)!;
        CliEnvironment environment = _cluster.Environment(name => name == "HOME" ? home : null);

        CliRun missing = await CliRun.RunAsync(environment, ["node", "ping", "a@h"]);
        Assert.Equal(ExitCode.Usage, missing.Code);
        Assert.StartsWith($"chan: No cookie: there is no {Path.Combine(home, ".erlang.cookie")}", missing.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(home, ".erlang.cookie")));

        _cluster.Write(".erlang.cookie", MemoryCluster.CookieText);
        Assert.Equal(ExitCode.Ok, (await CliRun.RunAsync(_cluster.Environment(name => name == "HOME" ? home : null), ["node", "ping", "a@h"])).Code);
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task A_weak_cookie_needs_a_word_and_an_open_file_is_refused()
    {
        await _cluster.StartAsync("a@h");
        string weak = _cluster.Write("weak", "monster");

        CliRun refused = await _cluster.RunAsync("node", "ping", "a@h", "--cookie-file", weak);
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.EndsWith("To use it as it is: --accept-weak-cookie.\n", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotAuthorised, (await _cluster.RunAsync("node", "ping", "a@h", "--cookie-file", weak, "--accept-weak-cookie")).Code);
        if (!OperatingSystem.IsWindows())
        {
            string open = _cluster.Write("open", MemoryCluster.CookieText, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            CliRun run = await _cluster.RunAsync("node", "ping", "a@h", "--cookie-file", open);
            Assert.Equal(ExitCode.Usage, run.Code);
            Assert.Contains("is open to others", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("'a@b@c' is no node name", "node", "ping", "a@b@c")]
    [InlineData("--sname and --name", "node", "ping", "a@h", "--sname", "x", "--name", "y@z.example")]
    [InlineData("--cookie-file names a file, --cookie brings", "node", "ping", "a@h", "--cookie", "x", "--cookie-file", "y")]
    [InlineData("--port is 70000", "node", "ping", "a@h", "--port", "70000")]
    [InlineData("--epmd-port is 0", "node", "ping", "a@h", "--epmd-port", "0")]
    [InlineData("TLS between nodes needs all of", "node", "ping", "a@h", "--tls-ca", "x")]
    [InlineData("The files for TLS cannot be used", "node", "ping", "a@h", "--tls-ca", "x", "--tls-key", "x", "--tls-cert", "x")]
    [InlineData("ARGS must be the list of all arguments", "node", "rpc", "a@h", "m", "f", "5")]
    [InlineData("ARGS is not an Erlang term", "node", "rpc", "a@h", "m", "f", "[5")]
    [InlineData("MODULE must be an atom", "node", "rpc", "a@h", "", "f")]
    [InlineData("MODULE is not an Erlang term", "node", "rpc", "a@h", "'x", "f")]
    [InlineData("TERM is not an Erlang term", "node", "send", "a@h", "box", "{")]
    [InlineData("--timeout", "node", "ping", "a@h", "-t", "soon")]
    [InlineData("HOST is empty", "node", "names", "a@")]
    [InlineData("--listen: 'everywhere' is no address", "epmd", "serve", "--listen", "everywhere")]
    public async Task A_command_line_that_is_wrong_is_told_before_anything_is_tried(string message, params string[] arguments)
    {
        CliRun run = await _cluster.RunAsync(arguments);

        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_port_of_epmd_in_the_environment_is_told()
    {
        CliRun run = await CliRun.RunAsync(
            _cluster.Environment(name => name switch { "CHAN_COOKIE_FILE" => _cluster.CookieFile, "ERL_EPMD_PORT" => "many", _ => null }),
            ["node", "ping", "a@h"]);

        Assert.Equal((ExitCode.Usage, "chan: ERL_EPMD_PORT is 'many'; a port number is from 1 to 65535.\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task Options_may_stand_before_the_command()
    {
        await _cluster.StartAsync("a@h");

        Assert.Equal(ExitCode.Ok, (await _cluster.RunAsync("--sname", "me@h", "node", "-t", "5s", "ping", "a@h")).Code);
    }

    [Fact]
    public async Task The_commands_node_is_hidden_to_the_one_that_it_talks_to()
    {
        await _cluster.StartAsync("a@h", NodeVisibility.Visible);

        Assert.Equal("[]\n", (await _cluster.RunAsync("node", "rpc", "a@h", "erlang", "nodes")).Output);
        Assert.Equal("[me@h]\n", (await _cluster.RunAsync("node", "rpc", "a@h", "erlang", "nodes", "[hidden]", "--sname", "me@h")).Output);
    }
}
