using System.Net;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Epmd;

/// <summary>Programs of one machine share an epmd that one of them serves.</summary>
[Trait("Scenario", "N9")]
public sealed class SharedEpmdTests : EpmdTest
{
    [Fact]
    public async Task The_first_one_serves_and_the_others_use_it()
    {
        int port = await FreePortAsync();
        await using SharedEpmd first = Shared(port);
        await using SharedEpmd second = Shared(port);
        await first.EnsureAsync(Cancellation);
        await second.EnsureAsync(Cancellation);
        await first.EnsureAsync(Cancellation);

        Assert.NotNull(first.Server);
        Assert.Null(second.Server);
    }

    [Fact]
    public async Task Of_many_that_start_at_once_one_serves()
    {
        int port = await FreePortAsync();
        SharedEpmd[] all = [.. Enumerable.Range(0, 8).Select(_ => Shared(port))];
        await Task.WhenAll(all.Select(shared => shared.EnsureAsync(Cancellation)));

        Assert.Single(all, shared => shared.Server is not null);
        foreach (SharedEpmd shared in all)
        {
            await shared.DisposeAsync();
        }
    }

    [Fact]
    public async Task When_the_serving_one_ends_another_takes_over_and_every_node_is_found_again()
    {
        Log.Allow(LogLevel.Warning, "Epmd on port");
        Log.Allow(LogLevel.Warning, "is not registered at epmd yet");
        int port = await FreePortAsync();
        SharedEpmd first = Shared(port);
        await using SharedEpmd second = Shared(port);
        await using SharedEpmd third = Shared(port);
        EpmdRegistration a = await Client(port).RegisterAsync(Node("a", 1), first, Cancellation);
        await using EpmdRegistration b = await Client(port).RegisterAsync(Node("b", 2), second, Cancellation);
        await using EpmdRegistration c = await Client(port).RegisterAsync(Node("c", 3), third, Cancellation);

        await a.DisposeAsync();
        await first.DisposeAsync();
        await Clock.WaitForTimersAsync(2);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Log.WaitForAsync(_ => Log.Entries.Count(entry => entry.EventId.Id == 2180) == 5, Cancellation);

        Assert.Single([second, third], shared => shared.Server is not null);
        Assert.Equal(["b", "c"], (await Client(port).NamesAsync("127.0.0.1", Cancellation)).Select(name => name.Name).Order());
    }

    [Fact]
    public async Task After_it_is_disposed_nothing_is_served()
    {
        int port = await FreePortAsync();
        SharedEpmd shared = Shared(port);
        await shared.EnsureAsync(Cancellation);
        await shared.DisposeAsync();

        Assert.True(shared.Server!.Completion.IsCompleted);
        Assert.Equal(
            EpmdFailure.CannotServe, (await Assert.ThrowsAsync<EpmdException>(() => shared.EnsureAsync(Cancellation))).Reason);
    }

    [Fact]
    public async Task A_server_that_was_told_to_end_is_replaced_when_a_node_needs_one()
    {
        int port = await FreePortAsync();
        await using SharedEpmd shared = Shared(port);
        await shared.EnsureAsync(Cancellation);
        EpmdServer first = shared.Server!;
        Assert.Equal("4f4b", await AskAsync(first, "00016b"));
        await first.Completion.WaitAsync(TestTimeouts.Long, Cancellation);

        await using EpmdRegistration node = await Client(port).RegisterAsync(Node("a"), shared, Cancellation);
        Assert.NotSame(first, shared.Server);
        Assert.Equal([new EpmdName("a", 15001)], shared.Server!.Names);
    }

    [Fact]
    public async Task A_registration_that_outlives_the_share_waits_for_another_epmd()
    {
        Log.Expect(LogLevel.Warning, "Epmd on port");
        Log.Expect(LogLevel.Warning, "has stopped to serve");
        int port = await FreePortAsync();
        SharedEpmd shared = Shared(port);
        await using EpmdRegistration node = await Client(port).RegisterAsync(Node("a"), shared, Cancellation);
        await shared.DisposeAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Log.WaitForAsync(entry => entry.EventId.Id == 2182, Cancellation);

        Assert.False(node.IsRegistered);
    }

    private SharedEpmd Shared(int port)
        => new(new EpmdServerOptions { Port = port, Addresses = [IPAddress.Loopback], TimeProvider = Clock, LoggerFactory = Log });

    private async Task<int> FreePortAsync()
    {
        EpmdServer server = Serve();
        await server.DisposeAsync();
        return server.Port;
    }
}
