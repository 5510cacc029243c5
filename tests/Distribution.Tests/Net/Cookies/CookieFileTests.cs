using Chan.Distribution.Net.Cookies;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Cookies;

public sealed class CookieFileTests : IDisposable
{
    private const string Strong = "0123456789abcdefghij";

    private readonly TempFolder _home = new();
    private readonly FixedRandom _random = new();

    private CookieFolders Folders => new(_home.Path, _home.File(".config"));

    private string FilePath => _home.File(".erlang.cookie");

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(Strong)]
    [InlineData(Strong + "\n")]
    [InlineData(Strong + " \r\n")]
    public void The_file_of_the_home_folder_is_read_without_its_line_end(string content)
    {
        _home.Write(".erlang.cookie", content);
        _home.Write(".config/erlang/.erlang.cookie", "another cookie of the user");

        Assert.Equal(Cookie.FromString(Strong), Load());
    }

    [Fact]
    public void The_settings_folder_comes_next()
    {
        _home.Write(".config/erlang/.erlang.cookie", Strong);

        Assert.Equal(Cookie.FromString(Strong), Load());
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Without_a_file_one_is_made_that_its_owner_alone_can_read()
    {
        Cookie made = Load();

        Assert.Matches("^[0-9a-f]{64}$", File.ReadAllText(FilePath));
        Assert.Equal(Cookie.FromString(File.ReadAllText(FilePath)), made);
        Assert.Equal([FilePath], Directory.GetFiles(_home.Path));
        Assert.Equal(made, Load());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public async Task Nodes_that_start_at_once_agree_on_one_file()
    {
        Cookie[] cookies = await Task.WhenAll(Enumerable.Range(1, 16).Select(seed => Task.Run(
            () => CookieFile.LoadOrCreate(Folders, new FixedRandom(seed), WeakCookies.Refuse),
            TestContext.Current.CancellationToken)));

        Assert.All(cookies, cookie => Assert.Equal(cookies[0], cookie));
        Assert.Equal([FilePath], Directory.GetFiles(_home.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_file_that_is_open_to_others_is_refused_with_what_to_do(UnixFileMode others)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes on Windows.");
        _home.Write(".erlang.cookie", Strong, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        string message = Refused();

        Assert.Contains($"chmod 400 {FilePath}", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Strong, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    public void A_file_of_its_owner_alone_is_taken(UnixFileMode mode)
    {
        _home.Write(".erlang.cookie", Strong, mode);

        Assert.Equal(Cookie.FromString(Strong), Load());
    }

    [Fact]
    public void A_link_to_a_file_of_the_owner_is_followed_as_erlang_does()
    {
        string target = _home.Write("elsewhere", Strong);
        File.CreateSymbolicLink(FilePath, target);

        Assert.Equal(Cookie.FromString(Strong), Load());
    }

    [Theory]
    [InlineData("", "1 to 255 characters")]
    [InlineData("\n", "1 to 255 characters")]
    [InlineData("two\nlines of twenty characters", "printable ASCII")]
    [InlineData("monster", "stands in manuals")]
    [InlineData("short", "fewer than 20")]
    public void A_file_without_a_good_cookie_is_refused_by_name(string content, string reason)
    {
        _home.Write(".erlang.cookie", content);

        string message = Refused();

        Assert.Contains(FilePath, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_file_is_refused_without_being_read_to_its_end()
    {
        _home.Write(".erlang.cookie", new string('x', 100_000));

        Assert.Contains("1 to 255 characters", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weak_cookie_in_the_file_is_taken_where_its_owner_accepts_that()
    {
        _home.Write(".erlang.cookie", "short");

        Assert.Equal(Cookie.FromString("short", WeakCookies.Accept), CookieFile.LoadOrCreate(Folders, _random, WeakCookies.Accept));
    }

    [Fact]
    public void A_folder_in_its_place_is_refused()
    {
        Directory.CreateDirectory(FilePath);

        Assert.Contains("is a folder", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_home_folder_the_cookie_must_be_given()
        => Assert.Contains(
            "set HOME",
            Assert.Throws<CookieException>(() => CookieFile.LoadOrCreate(new(null, null), _random, WeakCookies.Refuse)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_home_folder_that_is_not_there_is_said()
    {
        var folders = new CookieFolders(_home.File("gone"), null);

        Assert.Contains("cannot be made", Assert.Throws<CookieException>(() => CookieFile.LoadOrCreate(folders, _random, WeakCookies.Refuse)).Message, StringComparison.Ordinal);
    }

    private Cookie Load() => CookieFile.LoadOrCreate(Folders, _random, WeakCookies.Refuse);

    private string Refused() => Assert.Throws<CookieException>(Load).Message;
}
