using System.Diagnostics;
using System.Globalization;

namespace Chan.Benchmarks.Gateway;

/// <summary>A server role of this program in its own process. It says on which port it listens, and ends when its input does.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    internal int Port { get; }

    internal static async Task<ServerProcess> StartAsync(string role)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }

        start.ArgumentList.Add("gateway");
        start.ArgumentList.Add(role);
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{role} did not start.");
        string ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{role} ended at once.");
        return new ServerProcess(process, int.Parse(ready, CultureInfo.InvariantCulture));
    }

    /// <summary>Asks the server for a number: its answer to one line.</summary>
    internal async Task<long> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        string answer = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");
        return long.Parse(answer, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
