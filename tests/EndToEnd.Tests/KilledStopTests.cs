using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>The program is killed while it replaces a file of its state, at several places of the file.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KilledStopTests : IDisposable
{
    // 128 and the number of SIGXFSZ.
    private const int KilledForLength = 128 + 25;

    // So many that the write takes a while.
    private const int Sources = 65_000;
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_that_is_killed_while_it_saves_leaves_the_old_list_of_sources()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The system is told to kill at a length.");
        string state = Directory.CreateDirectory(_folder.File("state"), OwnerFolder).FullName;
        string file = Path.Combine(state, "known.sources");
        string configuration = GatewayFile.Write(_folder);
        string[] old = WriteSources(file);
        ulong whole = (ulong)new FileInfo(file).Length;
        foreach (ulong length in (ulong[])[0, 1, 4096, whole / 2, whole])
        {
            await KillAtAsync(length, configuration);

            Assert.Equal(OwnerFile, File.GetUnixFileMode(file));
            Assert.Equal(old, await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
            Assert.All(Directory.EnumerateFiles(state), path => Assert.Equal(OwnerFile, File.GetUnixFileMode(path)));
            Assert.Contains(Directory.EnumerateFiles(state), path => path.EndsWith(".tmp", StringComparison.Ordinal) && new FileInfo(path).Length == (long)length);
        }

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

    // A client gives the gateway something to save; it saves when it is told to stop, and dies when the new list is so long.
    private static async Task KillAtAsync(ulong length, string configuration)
    {
        await using GatewayProcess gateway = GatewayProcess.Start("--config", configuration);
        IPEndPoint port = await gateway.WaitForPortAsync("native");
        await (await ConnectAsync(port)).DisposeAsync();
        gateway.DieAtFileLength(length);
        gateway.Terminate();
        Assert.Equal(KilledForLength, await gateway.WaitForExitAsync());
    }
}
