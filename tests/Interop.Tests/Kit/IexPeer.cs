using System.Diagnostics;
using System.Globalization;
using System.Text;
using Chan.Interop.Tests.Samples;
using Chan.TestKit;

namespace Chan.Interop.Tests.Kit;

/// <summary>A real <c>iex</c> that is a node of a <see cref="MixedCluster"/>: answers are what it prints, as a user reads them.</summary>
internal sealed class IexPeer : IAsyncDisposable
{
    private readonly TempFolder _home = new();
    private readonly string _name;
    private ShellSession? _shell;
    private int _line = 1;

    private IexPeer(string name) => _name = name;

    /// <summary>Skips the test where Elixir is missing.</summary>
    public static async Task<IexPeer> StartAsync(MixedCluster cluster, string name)
    {
        var start = new ProcessStartInfo(ErlangInstallation.Require("iex"), ["--sname", $"{name}@localhost"]);
        var peer = new IexPeer($"{name}@localhost");
        try
        {
            peer._home.Write(".erlang.cookie", MixedCluster.CookieText, UnixFileMode.UserRead);
            start.WorkingDirectory = start.Environment["HOME"] = peer._home.Path;
            start.Environment["ERL_EPMD_PORT"] = cluster.EpmdPort.ToString(CultureInfo.InvariantCulture);
            foreach (string variable in new[] { "ERL_FLAGS", "ERL_AFLAGS", "ERL_ZFLAGS", "ERL_LIBS", "XDG_CONFIG_HOME" })
            {
                start.Environment.Remove(variable);
            }

            peer._shell = ShellSession.Start(start);
            await peer._shell.ReadToAsync(peer.Prompt);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    private string Prompt => $"iex({_name}){_line}> ";

    // Anything can stand in a script; base 64 needs no quoting, and stays on the line.
    private static string Quoted(string text) => $"Base.decode64!(\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\")";

    /// <summary>Types a line and gives what is printed up to the next prompt.</summary>
    public async Task<string> EvaluateAsync(string line)
    {
        ShellSession shell = _shell!;
        _line++;
        await shell.TypeAsync(line);
        return (await shell.ReadToAsync(Prompt)).Trim('\n');
    }

    /// <summary>Evaluates a script of any number of lines.</summary>
    public Task<string> RunAsync(string script) => EvaluateAsync($"Code.eval_string({Quoted(script)}) |> elem(0)");

    /// <summary>Has the shell know <c>Probe</c>, and Erlang modules by their source files.</summary>
    public async Task LoadProbeAsync(params string[] modules)
    {
        await EvaluateAsync($"Code.compile_file({Quoted(Path.Combine(AppContext.BaseDirectory, "Kit", "probe.exs"))}) |> length()");
        await EvaluateAsync("Logger.configure(level: :none)");
        foreach (string module in modules)
        {
            string loaded = await EvaluateAsync(
                $"({{:ok, m, code}} = :compile.file(String.to_charlist({Quoted(module)}), [:binary]); :code.load_binary(m, 'none', code) |> elem(0))");
            Assert.Equal(":module", loaded);
        }
    }

    /// <summary>Plays lines against the nodes <c>net</c>, one of ours, and <c>other</c>, one of Erlang: <c>n</c> in the lines. All must end alike.</summary>
    public async Task CompareAsync(params string[] lines)
    {
        var differences = new List<string>();
        foreach (string line in lines)
        {
            string verdict = await EvaluateAsync($"Probe.same({Quoted(line)})");
            if (verdict != ":same")
            {
                differences.Add($"{line}\n{verdict}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
        {
            await _shell.DisposeAsync();
        }

        _home.Dispose();
    }
}
