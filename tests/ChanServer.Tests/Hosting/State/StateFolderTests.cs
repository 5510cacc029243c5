using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Chan.Server.Configuration.Secrets;
using Chan.Server.Hosting.State;
using Chan.TestKit;

namespace Chan.Server.Tests.Hosting.State;

[UnsupportedOSPlatform("windows")]
public sealed class StateFolderTests : IDisposable
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string AnotherUser = "65534";

    private readonly TempFolder _temp = new();
    private readonly TestClock _clock = new();

    private string FolderPath => _temp.File("state", "chan");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_new_folder_and_its_files_are_for_the_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        StateFolder folder = Open();

        await folder.WriteAtomicAsync("a", Bytes("secret"), TestContext.Current.CancellationToken);

        Assert.Equal(OwnerFolder, File.GetUnixFileMode(FolderPath));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(FolderPath, "a")));
    }

    [Fact]
    public async Task What_was_written_is_read_back_after_a_restart()
    {
        await Open().WriteAtomicAsync("a", Bytes("one"), TestContext.Current.CancellationToken);
        await Open().WriteAtomicAsync("a", Bytes("two"), TestContext.Current.CancellationToken);

        Assert.Equal("two", await Read(Open(), "a"));
        Assert.Equal(["a"], Directory.EnumerateFiles(FolderPath).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_missing_file_reads_as_null()
        => Assert.Null(await Open().ReadAsync("nothing", TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_file_is_made_once_and_kept()
    {
        byte[] first = await Open().ReadOrCreateAsync("id", () => Bytes("first"), TestContext.Current.CancellationToken);
        byte[] second = await Open().ReadOrCreateAsync("id", () => Bytes("second"), TestContext.Current.CancellationToken);

        Assert.Equal("first", Encoding.UTF8.GetString(first));
        Assert.Equal("first", Encoding.UTF8.GetString(second));
    }

    [Fact]
    public async Task Of_two_that_make_a_file_at_once_both_get_the_content_of_the_first()
    {
        StateFolder[] folders = [Open(), Open(), Open(), Open()];

        byte[][] all = await Task.WhenAll(folders.Select((folder, i) => Task.Run(
            () => folder.ReadOrCreateAsync("id", () => Bytes($"content {i}"), TestContext.Current.CancellationToken))));

        Assert.Single(all.Select(Encoding.UTF8.GetString).Distinct());
    }

    [Fact]
    public async Task A_reader_sees_the_old_or_the_new_file_and_never_half_of_one()
    {
        StateFolder folder = Open();
        byte[] old = new byte[100_000];
        byte[] young = [.. Enumerable.Repeat((byte)1, 100_000)];
        await folder.WriteAtomicAsync("a", old, TestContext.Current.CancellationToken);

        Task writer = Task.Run(async () =>
        {
            for (int i = 0; i < 40; i++)
            {
                await folder.WriteAtomicAsync("a", i % 2 == 0 ? young : old, TestContext.Current.CancellationToken);
            }
        });
        while (!writer.IsCompleted)
        {
            byte[]? seen = await ReadWhole(folder);
            Assert.True(seen is null || seen.AsSpan().SequenceEqual(old) || seen.AsSpan().SequenceEqual(young));
        }

        await writer;
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task A_file_that_others_have_access_to_is_refused(UnixFileMode extra)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        StateFolder folder = Open();
        await folder.WriteAtomicAsync("a", Bytes("secret"), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Path.Combine(FolderPath, "a"), OwnerFile | extra);

        SecretFileException refused = await Assert.ThrowsAsync<SecretFileException>(
            () => folder.ReadAsync("a", TestContext.Current.CancellationToken));

        Assert.Contains("group or others have access", refused.Message, StringComparison.Ordinal);
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_belongs_to_another_user_is_refused(bool folderItself)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && UnixFileStatus.EffectiveUser == 0, "Only root can give a file away.");
        StateFolder folder = Open();
        await folder.WriteAtomicAsync("a", Bytes("secret"), TestContext.Current.CancellationToken);
        await GiveAwayAsync(folderItself ? FolderPath : Path.Combine(FolderPath, "a"));

        SecretFileException refused = folderItself
            ? Assert.Throws<SecretFileException>(Open)
            : await Assert.ThrowsAsync<SecretFileException>(() => folder.ReadAsync("a", TestContext.Current.CancellationToken));

        Assert.Contains($"belongs to user {AnotherUser}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("chown", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbolic_link_in_place_of_a_file_is_refused()
    {
        StateFolder folder = Open();
        string target = _temp.Write("elsewhere", "secret");
        File.CreateSymbolicLink(Path.Combine(FolderPath, "a"), target);

        SecretFileException refused = await Assert.ThrowsAsync<SecretFileException>(
            () => folder.ReadAsync("a", TestContext.Current.CancellationToken));

        Assert.Contains("symbolic link", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_refused_and_not_replaced()
    {
        StateFolder folder = Open();
        File.CreateSymbolicLink(Path.Combine(FolderPath, "id"), _temp.File("nowhere"));

        await Assert.ThrowsAsync<SecretFileException>(
            () => folder.ReadOrCreateAsync("id", () => Bytes("x"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_symbolic_link_in_place_of_the_folder_is_refused()
    {
        Directory.CreateDirectory(_temp.File("real"));
        Directory.CreateDirectory(_temp.File("state"));
        Directory.CreateSymbolicLink(FolderPath, _temp.File("real"));

        Assert.Contains("symbolic link", Assert.Throws<SecretFileException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_others_may_enter_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        Directory.CreateDirectory(FolderPath, OwnerFolder);
        File.SetUnixFileMode(FolderPath, OwnerFolder | UnixFileMode.OtherExecute);

        Assert.Contains("chmod 700", Assert.Throws<SecretFileException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_refused()
    {
        StateFolder folder = Open();
        Directory.CreateDirectory(Path.Combine(FolderPath, "a"));

        Assert.ThrowsAny<IOException>(() => { _ = folder.ReadAsync("a", TestContext.Current.CancellationToken); });
    }

    [Fact]
    public void What_a_broken_write_left_behind_goes_after_ten_minutes_and_not_before()
    {
        Open();
        string old = Path.Combine(FolderPath, ".a.0123.tmp");
        string young = Path.Combine(FolderPath, ".b.0123.tmp");
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(old, _clock.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(11));
        File.SetLastWriteTimeUtc(young, _clock.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(9));

        Open();

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("x/a")]
    [InlineData("..")]
    public async Task Only_plain_file_names_are_taken(string name)
        => await Assert.ThrowsAsync<ArgumentException>(
            () => Open().WriteAtomicAsync(name, Bytes("x"), TestContext.Current.CancellationToken));

    private static async Task GiveAwayAsync(string path)
    {
        using var chown = Process.Start("chown", [AnotherUser, path]);
        await chown.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TestTimeouts.Process);
        Assert.Equal(0, chown.ExitCode);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string> Read(StateFolder folder, string name)
        => Encoding.UTF8.GetString((await folder.ReadAsync(name, TestContext.Current.CancellationToken))!);

    // Between opening and checking, the file may be replaced by the writer: the check then refuses, which is right.
    private static async Task<byte[]?> ReadWhole(StateFolder folder)
    {
        try
        {
            return await folder.ReadAsync("a", TestContext.Current.CancellationToken);
        }
        catch (SecretFileException exchanged)
        {
            Assert.Contains("exchanged", exchanged.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private StateFolder Open() => StateFolder.Open(FolderPath, _clock);
}
