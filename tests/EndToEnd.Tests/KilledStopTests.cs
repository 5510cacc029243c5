using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>The program is killed while it replaces a file of its state, at every step that the file system shows.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KilledStopTests : IDisposable
{
    private const int Kills = 6;

    // So many that the write takes a while.
    private const int Sources = 65_000;
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_that_is_killed_while_it_saves_leaves_the_old_list_of_sources_or_the_new_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The steps are those that inotify shows.");
        string state = Directory.CreateDirectory(_folder.File("state"), OwnerFolder).FullName;
        string file = Path.Combine(state, "known.sources");
        string configuration = GatewayFile.Write(_folder);
        int cut = 0;
        for (int step = 1; step <= Kills; step++)
        {
            string[] old = WriteSources(file);
            await KillAtAsync(step, configuration, state);

            Assert.Equal(OwnerFile, File.GetUnixFileMode(file));
            string[] left = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(old, left[..old.Length]);
            if (left.Length == old.Length)
            {
                cut++;
            }
            else
            {
                Assert.StartsWith("127.0.0.1 ", Assert.Single(left[old.Length..]), StringComparison.Ordinal);
            }

            Assert.All(Directory.EnumerateFiles(state), path => Assert.Equal(OwnerFile, File.GetUnixFileMode(path)));
        }

        Assert.True(cut > 0, "No kill came before the new list was in place: the test killed too late to show anything.");

        // And the next start takes what is there.
        await using GatewayProcess gateway = GatewayProcess.Start("--config", configuration);
        IPEndPoint port = await gateway.WaitForPortAsync("native");
        await using ChanConnection client = await ConnectAsync(port);
        Assert.DoesNotContain("warning 2", gateway.Output, StringComparison.Ordinal);
    }

    private static string[] WriteSources(string file)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string[] lines = [.. Enumerable.Range(0, Sources).Select(i => string.Create(CultureInfo.InvariantCulture, $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255} {now}"))];
        File.WriteAllLines(file, lines);
        File.SetUnixFileMode(file, OwnerFile);
        return lines;
    }

    private static Task<ChanConnection> ConnectAsync(IPEndPoint port)
        => ChanConnection.ConnectAsync($"chan://127.0.0.1:{port.Port}/probe", GatewayHost.Options()).WaitAsync(TestTimeouts.Process);

    // A client gives the gateway something to save; it saves when it is told to stop, and dies at the given step of that.
    private static async Task KillAtAsync(int step, string configuration, string state)
    {
        await using GatewayProcess gateway = GatewayProcess.Start("--config", configuration);
        IPEndPoint port = await gateway.WaitForPortAsync("native");
        await (await ConnectAsync(port)).DisposeAsync();

        using FileSystemWatcher watcher = new(state) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int seen = 0;
        void Count(object sender, FileSystemEventArgs change)
        {
            if (Interlocked.Increment(ref seen) >= step)
            {
                reached.TrySetResult();
            }
        }

        watcher.Created += Count;
        watcher.Changed += Count;
        watcher.Renamed += Count;
        watcher.EnableRaisingEvents = true;
        gateway.Terminate();
        await Task.WhenAny(reached.Task, gateway.WaitForExitAsync()).WaitAsync(TestTimeouts.Process);
        gateway.Kill();
        await gateway.WaitForExitAsync();
        Assert.True(seen > 0, $"Nothing was saved. The gateway printed: {gateway.Output}");
    }
}
