using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>The gateway program itself, as built, in a process of its own.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const int LargestFile = 1;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _newLine = new(0);
    private readonly Task _reading;
    private readonly Task<int> _exit;

    private GatewayProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        _exit = ExitAsync();
    }

    /// <summary>Everything that it printed.</summary>
    public string Output => string.Join(Environment.NewLine, _lines);

    /// <summary>Its operating system id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the program; it may still fail.</summary>
    /// <param name="arguments">Its command line.</param>
    public static GatewayProcess Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Chan.Server.exe" : "Chan.Server");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("Chan__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("CHAN_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        return new GatewayProcess(Process.Start(start) ?? throw new InvalidOperationException("The gateway could not be started."));
    }

    /// <summary>Waits for a line of its output that holds a text.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (_reading.IsCompleted || !await _newLine.WaitAsync(TestTimeouts.Process))
            {
                throw new InvalidOperationException($"The gateway never printed '{text}'. It printed:{Environment.NewLine}{Output}");
            }
        }
    }

    /// <summary>Waits until it listens and gives where.</summary>
    /// <param name="port">Name of the port in its file.</param>
    public async Task<IPEndPoint> WaitForPortAsync(string port)
    {
        string prefix = $"listening: {port} on ";
        string line = await WaitForLineAsync(prefix);
        await WaitForLineAsync("Press Ctrl+C to stop.");
        return IPEndPoint.Parse(line[(line.IndexOf(prefix, StringComparison.Ordinal) + prefix.Length)..].Split(',')[0]);
    }

    /// <summary>What the process holds open, sockets and pipes as well, where the system tells (Linux); otherwise nothing.</summary>
    /// <remarks>
    /// Without the files of assemblies: the runtime opens one when code first needs it, which may be when a method that is called often is
    /// compiled again, and never closes it. So their number follows the code that ran and not the sessions.
    /// </remarks>
    public IReadOnlyList<string> ListOpenFiles()
        => !OperatingSystem.IsLinux() ? [] :
        [
            .. from link in Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd")
            let target = new FileInfo(link).LinkTarget
            where target is not null && !target.EndsWith(".dll", StringComparison.Ordinal)
            orderby target
            select target,
        ];

    /// <summary>Memory of the process that is in use now, in bytes.</summary>
    public long ReadWorkingSet()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Asks it to end, as a service manager does: SIGTERM; on Windows, where there is none, the console's end.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.StandardInput.Close();
            return;
        }

        Assert.Equal(0, Kill(_process.Id, Sigterm));
    }

    /// <summary>From here on the system kills the process in the middle of the write that makes a file longer than this. Linux.</summary>
    /// <param name="length">In bytes.</param>
    public void DieAtFileLength(ulong length)
    {
        ulong[] limits = [length, length];
        Assert.Equal(0, SetLimit(_process.Id, LargestFile, limits, nint.Zero));
    }

    /// <summary>Ends it at once, without a chance to say goodbye.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end and gives the exit code.</summary>
    public Task<int> WaitForExitAsync() => _exit.WaitAsync(TestTimeouts.Process);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await WaitForExitAsync();
        _process.Dispose();
        _newLine.Dispose();
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        return _process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetLimit(int processId, int resource, ulong[] limits, nint old);

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            _newLine.Release();
        }

        _newLine.Release();
    }
}
