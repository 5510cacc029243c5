using System.Diagnostics;
using System.Globalization;

namespace Chan.Benchmarks.Processes;

/// <summary>The rows of bench/erlang/processes.erl in an Erlang runtime beside this one, which idles while the other one works.</summary>
internal sealed class ErlangHalf : IAsyncDisposable
{
    private readonly Process _erl;
    private readonly string _folder;

    private ErlangHalf(Process erl, string folder)
    {
        _erl = erl;
        _folder = folder;
    }

    /// <summary>Starts it; <see langword="null"/> where Erlang is not installed.</summary>
    public static async Task<ErlangHalf?> TryStartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("chan-bench").FullName;
        try
        {
            using Process erlc = Start("erlc", ["-o", folder, Path.Combine(AppContext.BaseDirectory, "erlang", "processes.erl")]);
            await erlc.WaitForExitAsync();
            if (erlc.ExitCode != 0)
            {
                throw new InvalidOperationException($"erlc cannot compile processes.erl:\n{await erlc.StandardOutput.ReadToEndAsync()}");
            }

            return new ErlangHalf(Start("erl", ["-noshell", "-pa", folder, "-run", "processes", "main"]), folder);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Directory.Delete(folder, recursive: true);
            return null;
        }
    }

    /// <summary>Runs a row once.</summary>
    /// <returns>What it did per second.</returns>
    public async Task<double> RateAsync(string row, int count)
        => count * 1e9 / (await AskAsync(string.Create(CultureInfo.InvariantCulture, $"rate {row} {count}")))[0];

    /// <summary>Spawns processes that wait.</summary>
    public async Task<(double BytesEach, double SpawnedPerSecond)> IdleMemoryAsync(int count)
        => await AskAsync(string.Create(CultureInfo.InvariantCulture, $"memory {count}")) is [double bytes, double rate] ? (bytes, rate)
            : throw new InvalidOperationException("The Erlang half answers with two numbers.");

    public async ValueTask DisposeAsync()
    {
        _erl.StandardInput.Close();
        await _erl.WaitForExitAsync();
        _erl.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<double[]> AskAsync(string request)
    {
        await _erl.StandardInput.WriteLineAsync(request);
        await _erl.StandardInput.FlushAsync();
        string answer = await _erl.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The Erlang half ended at: {request}");
        return [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static Process Start(string program, string[] arguments)
        => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
