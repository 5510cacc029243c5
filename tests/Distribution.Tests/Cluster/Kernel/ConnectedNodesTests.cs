using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.Kernel;

/// <summary>What system processes send to a peer that does not read.</summary>
public sealed class ConnectedNodesTests
{
    private static readonly ErlTerm Nobody = ErlTerm.Tuple(ErlTerm.Atom("nobody"), MemoryWorld.Name("b"));
    private static readonly ErlTerm Group = ErlTerm.Atom("g");

    [Fact]
    public async Task A_peer_that_takes_nothing_loses_its_connection_and_costs_no_system_process()
    {
        await using var world = new MemoryWorld();
        world.Log.Expect(LogLevel.Warning, "could not be queued");
        Node a = await world.StartAsync("a", vary: options => options with { HardLimit = 100_000 });
        Node b = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        await world.UntilAsync(a.SyncGlobalAsync());
        ErlPid member = a.Spawn(static async self => await self.ReceiveAsync());
        await a.PgJoinAsync(Group, [member]).WaitAsync(TestTimeouts.Long);
        await world.UntilAsync(() => b.PgGetMembers(Group).Count == 1);
        ErlPid? scope = a.WhereIs(Atoms.Pg);

        world.Network.Halt("a@memory", "b@memory");
        Fill(a);
        await a.PgJoinAsync(Group, [member]).WaitAsync(TestTimeouts.Long);
        await world.UntilAsync(() => a.Nodes().Count == 0);
        world.Network.Heal("a@memory", "b@memory");
        await world.UntilAsync(() => b.Nodes().Count == 0);
        await MemoryWorld.ConnectAsync(a, "b");

        await world.UntilAsync(() => b.PgGetMembers(Group).Count == 2);
        Assert.Equal(scope, a.WhereIs(Atoms.Pg));
        await world.UntilAsync(a.SyncGlobalAsync());
        Assert.DoesNotContain(world.Log.Entries, entry => entry.EventId.Id is 2301 or 2302);
    }

    [Fact]
    public async Task Who_sends_to_a_busy_peer_waits_for_room_at_its_next_receive()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        await world.UntilAsync(a.SyncGlobalAsync());
        var nodes = new ConnectedNodes(a);
        var isWaiting = new TaskCompletionSource();
        world.Network.Halt("a@memory", "b@memory");

        Task<ErlTerm> received = a.RunAsync(async self =>
        {
            self.Send(self.Self, Atoms.Ok);
            for (int i = 0; i < 4; i++)
            {
                nodes.SendIfConnected(self, Nobody, ErlTerm.Binary(new byte[1_000_000]));
            }

            ValueTask<ErlTerm> next = self.ReceiveAsync();
            isWaiting.SetResult();
            Assert.False(next.IsCompleted);
            return await next;
        });
        await isWaiting.Task.WaitAsync(TestTimeouts.Long);
        world.Network.Heal("a@memory", "b@memory");

        Assert.Equal(Atoms.Ok, await world.UntilAsync(received));
    }

    /// <summary>Queues until no more is taken.</summary>
    private static void Fill(Node node)
    {
        ErlTerm message = ErlTerm.Binary(new byte[10_000]);
        TermException? refused = null;
        while (refused is null)
        {
            refused = Record.Exception(() => node.Send(Nobody, message)) as TermException;
        }

        Assert.Equal(ErlTerm.Atom("system_limit"), refused.Reason);
    }
}
