using System.Diagnostics;
using System.Text;
using Chan.Interop.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Samples;

/// <summary>The sample HostedNode in a process of its own, with the cookie of a cluster in its home.</summary>
internal sealed class HostedProgram : IAsyncDisposable
{
    private readonly TempFolder _home = new();
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private HostedProgram(MixedCluster cluster, string[] arguments)
    {
        _home.Write(".erlang.cookie", MixedCluster.CookieText, UnixFileMode.UserRead);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home.Path };
        start.Environment["HOME"] = _home.Path;
        start.Environment["ERL_EPMD_PORT"] = $"{cluster.EpmdPort}";
        start.ArgumentList.Add(SampleFiles.Program("samples/HostedNode"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The program could not be started.");
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    /// <summary>Everything that it printed, its log among it.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the program; it may still fail.</summary>
    public static HostedProgram Run(MixedCluster cluster, params string[] arguments) => new(cluster, arguments);

    /// <summary>Starts the program and waits until it says that it runs.</summary>
    public static async Task<HostedProgram> StartAsync(MixedCluster cluster, params string[] arguments)
    {
        var program = new HostedProgram(cluster, arguments);
        try
        {
            await Task.WhenAny(program._ready.Task, program._reading).WaitAsync(TestTimeouts.Process);
            Assert.True(program._ready.Task.IsCompleted, program.Output);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>The line of its output that has a text.</summary>
    public string LineWith(string text)
        => Assert.Single(Output.Split('\n'), line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Asks it to end, as a service manager does.</summary>
    public void Terminate()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are sent with kill(1).");
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        Assert.True(kill.WaitForExit(TestTimeouts.Process));
    }

    /// <summary>Ends it at once, without a chance to say goodbye.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
        await _reading.WaitAsync(TestTimeouts.Process);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await WaitForExitAsync();
        _process.Dispose();
        _home.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
            }

            if (line.Contains("Ctrl-C ends it.", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }
    }
}
