using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Chan.Server.Configuration;
using Chan.Server.Hosting.State;
using Chan.Server.Listening;
using Chan.TestKit;

namespace Chan.Server.Tests.Hosting;

/// <summary>The program is killed while it makes its identity, at every step that the file system shows.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KilledStartTests : IDisposable
{
    private const int Kills = 20;
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_start_that_is_killed_leaves_whole_files_of_the_owner_alone_and_the_next_one_works()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The steps are those that inotify shows.");
        int cut = 0;
        for (int step = 0; step < Kills; step++)
        {
            string state = _temp.File($"state{step}");
            await KillAtAsync(step, state);

            string[] left = Directory.Exists(state) ? [.. Directory.EnumerateFiles(state)] : [];
            Assert.All(left, file => Assert.Equal(OwnerFile, File.GetUnixFileMode(file)));
            cut += left.Any(file => Path.GetFileName(file) == GatewayIdentityStore.CertificateFile) ? 0 : 1;
            await CheckNextStartAsync(state);
        }

        Assert.True(cut > 0, "No kill came before the last file was in place: the test killed too late to show anything.");
    }

    private static async Task CheckNextStartAsync(string state)
    {
        var folder = StateFolder.Open(state, TimeProvider.System);
        Dictionary<string, byte[]> kept = [];
        foreach (string name in new[] { GatewayIdentityStore.GatewayIdFile, GatewayIdentityStore.EnumerationKeyFile, GatewayIdentityStore.CertificateFile })
        {
            if (await folder.ReadAsync(name, TestContext.Current.CancellationToken) is { } content)
            {
                kept[name] = content;
            }
        }

        using var random = RandomNumberGenerator.Create();
        using GatewayIdentity identity = await GatewayIdentityStore.LoadAsync(
            folder, CertificateStorage.Stored, TimeProvider.System, random, TestContext.Current.CancellationToken);

        Assert.Equal(OwnerFolder, File.GetUnixFileMode(state));
        Assert.All(Directory.EnumerateFiles(state), file => Assert.Equal(OwnerFile, File.GetUnixFileMode(file)));
        foreach ((string name, byte[] content) in kept)
        {
            Assert.Equal(content, await folder.ReadAsync(name, TestContext.Current.CancellationToken));
        }
    }

    private string WriteConfiguration(string state) => _temp.Write("chan.json", $$"""
        {
          "ports": { "main": { "port": 0, "services": ["nameServer"] } },
          "services": { "nameServer": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "password": "a password" } },
          "stateFolder": "{{state}}"
        }
        """);

    // Step 0 kills when the folder itself appears; the others find it there, so that every change inside is seen.
    private async Task KillAtAsync(int step, string state)
    {
        if (step > 0)
        {
            Directory.CreateDirectory(state, OwnerFolder);
        }

        using FileSystemWatcher watcher = new(step == 0 ? _temp.Path : state)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        string configuration = WriteConfiguration(state);
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

        string program = Path.Combine(AppContext.BaseDirectory, "Chan.Server.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--config", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<bool> ready = SawReadyLineAsync(process.StandardOutput);
        await Task.WhenAny(reached.Task, ready).WaitAsync(TestTimeouts.Process);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TestTimeouts.Process);
        Assert.True(reached.Task.IsCompleted || await ready, $"The program ended by itself: {await error}");
    }

    private static async Task<bool> SawReadyLineAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Press Ctrl+C", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
