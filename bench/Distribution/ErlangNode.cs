using System.Diagnostics;
using System.Globalization;

namespace Chan.Benchmarks.Distribution;

/// <summary>An Erlang node that runs bench/erlang/distribution.erl: a peer, or a driver that runs rows against one.</summary>
internal sealed class ErlangNode : IRows, IAsyncDisposable
{
    private readonly Process _erl;

    private ErlangNode(Process erl) => _erl = erl;

    public static Task<ErlangNode> StartPeerAsync(Surroundings surroundings, string name)
        => StartAsync(surroundings, name, ["distribution", "peer"]);

    public static Task<ErlangNode> StartDriverAsync(Surroundings surroundings, string name, string peer)
        => StartAsync(surroundings, name, ["distribution", "driver", peer]);

    public async Task<double> RateAsync(string row, int count)
    {
        await _erl.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"rate {row} {count}"));
        await _erl.StandardInput.FlushAsync();
        string answer = await _erl.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The Erlang driver ended at {row}.");
        return count * 1e9 / double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _erl.StandardInput.Close();
        await _erl.WaitForExitAsync();
        _erl.Dispose();
    }

    private static async Task<ErlangNode> StartAsync(Surroundings surroundings, string name, string[] run)
    {
        var start = new ProcessStartInfo(
            "erl",
            [
                "-noshell", "-kernel", "logger_level", "emergency", "inet_dist_use_interface", "{127,0,0,1}", "-start_epmd", "false",
                "-name", name, "-pa", surroundings.Folder, .. surroundings.ErlangFlags, "-run", .. run,
            ])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        surroundings.ApplyTo(start.Environment);
        var node = new ErlangNode(Process.Start(start)!);
        string? ready = await node._erl.StandardOutput.ReadLineAsync();
        return ready == "ready" ? node : throw new InvalidOperationException($"{name} did not start: {ready}");
    }
}
