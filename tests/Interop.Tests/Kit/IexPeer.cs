using System.Diagnostics;
using System.Globalization;
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

    /// <summary>Types a line and gives what is printed up to the next prompt.</summary>
    public async Task<string> EvaluateAsync(string line)
    {
        ShellSession shell = _shell!;
        _line++;
        await shell.TypeAsync(line);
        return (await shell.ReadToAsync(Prompt)).Trim('\n');
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
