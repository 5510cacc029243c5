using System.Net;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Interop.Tests.Net.Epmd;

/// <summary>Our client at Erlang's own epmd.</summary>
[Trait("Scenario", "N9")]
public sealed class DebianEpmdTests : IAsyncLifetime
{
    private readonly TestLog _log = new();
    private readonly TestClock _clock = new();
    private EpmdProcess? _epmd;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EpmdClient Client => new(new EpmdClientOptions { Port = _epmd!.Port, TimeProvider = _clock, LoggerFactory = _log });

    public async ValueTask InitializeAsync() => _epmd = await EpmdProcess.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
        }

        _log.Dispose();
    }

    [Fact]
    public async Task A_node_is_registered_found_listed_and_dropped()
    {
        var node = new EpmdNode { Name = "shop", Port = 15001, Extra = "abc"u8.ToArray() };
        EpmdRegistration shop = await Client.RegisterAsync(node, Cancellation);
        await using EpmdRegistration hidden = await Client.RegisterAsync(new EpmdNode { Name = "\u00e4", Port = 15002, IsHidden = true }, Cancellation);

        Assert.NotEqual(0u, shop.Creation);
        EpmdNode found = (await Client.LookupAsync("127.0.0.1", "shop", Cancellation))!;
        Assert.Equal((15001, false, 6, 5, "abc"), (found.Port, found.IsHidden, found.HighestVersion, found.LowestVersion, System.Text.Encoding.ASCII.GetString(found.Extra.Span)));
        Assert.True((await Client.LookupAsync("localhost", "\u00e4", Cancellation))!.IsHidden);
        Assert.Null(await Client.LookupAsync("127.0.0.1", "nope", Cancellation));
        Assert.Equal([new EpmdName("shop", 15001), new EpmdName("\u00e4", 15002)], (await Client.NamesAsync("127.0.0.1", Cancellation)).OrderBy(name => name.Port));
        Assert.Equal(
            EpmdFailure.NameTaken,
            (await Assert.ThrowsAsync<EpmdException>(() => Client.RegisterAsync(node, Cancellation))).Reason);

        await shop.DisposeAsync();

        // Epmd notices the end of the connection a moment later.
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await Client.LookupAsync("127.0.0.1", "shop", Cancellation) is not null)
        {
            await pause.WaitForNextTickAsync(Cancellation);
        }
    }

    [Fact]
    public async Task When_it_dies_its_place_is_taken_and_the_node_is_found_again()
    {
        _log.Expect(LogLevel.Warning, "Epmd on port");
        var options = new EpmdServerOptions { Port = _epmd!.Port, Addresses = [IPAddress.Loopback], TimeProvider = _clock, LoggerFactory = _log };
        await using var shared = new SharedEpmd(options);
        await using EpmdRegistration shop = await Client.RegisterAsync(new EpmdNode { Name = "shop", Port = 15001 }, shared, Cancellation);
        Assert.Null(shared.Server);
        uint creation = shop.Creation;

        await _epmd.DisposeAsync();
        _epmd = null;
        await _clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _log.WaitForAsync(_ => _log.Entries.Count(entry => entry.EventId.Id == 2180) == 2, Cancellation);

        Assert.Equal([new EpmdName("shop", 15001)], shared.Server!.Names);
        Assert.Equal(creation, shop.Creation);
    }
}
