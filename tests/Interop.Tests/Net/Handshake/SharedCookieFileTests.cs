using System.Security.Cryptography;
using Chan.Distribution.Net.Cookies;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Handshake;

/// <summary>One cookie file for the nodes of a user, whoever of the two makes it.</summary>
public sealed class SharedCookieFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task The_file_that_erlang_makes_is_taken_with_a_warning()
    {
        await using EpmdProcess epmd = await EpmdProcess.StartAsync(Cancellation);
        await using ErlangPeer erlang = await ErlangPeer.StartAsync(new ErlangPeerOptions { NodeName = "a@localhost", EpmdPort = epmd.Port }, Cancellation);
        Cookie ours = Load(erlang.Home);

        string theirs = (await erlang.EvaluateAsync("atom_to_list(erlang:get_cookie())", Cancellation)).Trim('"');
        Assert.Equal(Cookie.FromString(theirs), ours);
        Assert.Contains("36 bits", ours.Warning, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task The_file_that_we_make_is_taken_by_erlang()
    {
        using var folder = new TempFolder();
        Cookie ours = Load(folder.Path);
        await using EpmdProcess epmd = await EpmdProcess.StartAsync(Cancellation);
        var options = new ErlangPeerOptions
        {
            NodeName = "a@localhost",
            EpmdPort = epmd.Port,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = folder.Path },
        };
        await using ErlangPeer erlang = await ErlangPeer.StartAsync(options, Cancellation);

        string theirs = (await erlang.EvaluateAsync("atom_to_list(erlang:get_cookie())", Cancellation)).Trim('"');
        Assert.Equal(ours, Cookie.FromString(theirs));
        Assert.Equal(File.ReadAllText(folder.File(".erlang.cookie")), theirs);
    }

    private static Cookie Load(string home)
    {
        using var random = RandomNumberGenerator.Create();
        return CookieFile.LoadOrCreate(new CookieFolders(home, null), random, WeakCookies.Refuse);
    }
}
