using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Global;

/// <summary>Locks that nodes share.</summary>
[Trait("Scenario", "R7")]
public sealed class GlobalLockCallsTests
{
    private static readonly ErlAtom Resource = ErlTerm.Atom("printer");

    [Fact]
    public async Task One_requester_has_a_lock_and_the_others_do_not_get_it()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await GlobalCallsTests.StartMeshAsync(world, "a", "b");

        await world.UntilAsync(nodes[0].RunAsync(async self =>
        {
            var mine = new GlobalLockId(Resource, self.Self);
            Assert.True(await self.SetLockAsync(mine, retries: 0));
            Assert.True(await self.SetLockAsync(mine, retries: 0));
            Assert.False(await TryAsync(nodes[1]));
            Assert.False(await TryAsync(nodes[0]));

            // Another resource, and the same requester in another process, are free.
            Assert.True(await nodes[1].RunAsync(other => other.SetLockAsync(new GlobalLockId(ErlTerm.Atom("scanner"), 1), retries: 0)));
            Assert.True(await nodes[1].RunAsync(other => other.SetLockAsync(mine, retries: 0)));
            await self.DelLockAsync(mine);
            return true;
        }));

        await world.UntilAsync(nodes[1].RunAsync(other => other.SetLockAsync(new GlobalLockId(Resource, 2))));
    }

    [Fact]
    public async Task Who_tries_again_gets_it_when_the_holder_gives_it_back()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await GlobalCallsTests.StartMeshAsync(world, "a", "b");
        ErlPid holder = await HoldAsync(world, nodes[0]);

        Task<bool> waiting = nodes[1].RunAsync(self => self.SetLockAsync(new GlobalLockId(Resource, self.Self)));
        Assert.False(await world.UntilAsync(nodes[1].RunAsync(self => self.SetLockAsync(new GlobalLockId(Resource, self.Self), retries: 3))));
        Assert.False(waiting.IsCompleted);
        nodes[0].Send(holder, Atoms.Stop);

        Assert.True(await world.UntilAsync(waiting));
    }

    [Fact]
    public async Task A_lock_goes_with_its_holder()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await GlobalCallsTests.StartMeshAsync(world, "a", "b");
        ErlPid holder = await HoldAsync(world, nodes[0]);

        nodes[0].Exit(holder, Atoms.Kill);

        Assert.True(await world.UntilAsync(nodes[1].RunAsync(self => self.SetLockAsync(new GlobalLockId(Resource, self.Self)))));
    }

    [Fact]
    public async Task What_is_done_under_a_lock_is_done_by_one_at_a_time()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await GlobalCallsTests.StartMeshAsync(world, "a", "b", "c");
        int inside = 0;

        (bool IsDone, int Result)[] all = await world.UntilAsync(Task.WhenAll(Enumerable.Range(0, 9).Select(index
            => nodes[index % 3].RunAsync(self => self.TransAsync(new GlobalLockId(Resource, self.Self), async () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await self.ReceiveAsync(_ => false, TimeSpan.FromMilliseconds(20));
                Interlocked.Decrement(ref inside);
                return index;
            })))));

        Assert.Equal(Enumerable.Range(0, 9).Select(index => (true, index)), all);
    }

    [Fact]
    public async Task What_cannot_be_locked_is_not_done_and_what_fails_gives_the_lock_back()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await GlobalCallsTests.StartMeshAsync(world, "a", "b");
        ErlPid holder = await HoldAsync(world, nodes[0]);
        Assert.Equal((false, null), await world.UntilAsync(nodes[1].RunAsync(self
            => self.TransAsync<string>(new GlobalLockId(Resource, self.Self), () => throw new InvalidOperationException("not to be run"), retries: 0))));
        nodes[0].Send(holder, Atoms.Stop);
        await nodes[0].WhenExited(holder).WaitAsync(TestTimeouts.Long);

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.UntilAsync(nodes[1].RunAsync(self
            => self.TransAsync<string>(new GlobalLockId(Resource, self.Self), () => throw new InvalidOperationException("it fails")))));

        // At once, so it is free already.
        Assert.Equal((true, "done"), await world.UntilAsync(nodes[0].RunAsync(self
            => self.TransAsync(new GlobalLockId(Resource, self.Self), () => Task.FromResult("done"), retries: 0))));
    }

    [Fact]
    public async Task Erlangs_functions_do_the_same()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await GlobalCallsTests.StartMeshAsync(world, "a", "b");
        ErlTerm here = ErlTerm.List(nodes[0].Name);

        await world.UntilAsync(nodes[0].RunAsync(async self =>
        {
            Assert.Equal(Atoms.True, await CallAsync(self, "set_lock", Id(1)));
            Assert.Equal(Atoms.False, await CallAsync(self, "set_lock", Id(2), here, 0));
            Assert.Equal(Atoms.True, await CallAsync(self, "del_lock", Id(1), here));
            Assert.Equal(Atoms.True, await CallAsync(self, "set_lock", Id(2), here, Atoms.Infinity));
            ErlFun action = ErlFun.External(Atoms.Erlang, ErlTerm.Atom("node"), 0);
            Assert.Equal(ErlTerm.Atom("aborted"), await CallAsync(self, "trans", Id(3), action, here, 0));
            Assert.Equal(Atoms.True, await CallAsync(self, "del_lock", Id(2)));
            Assert.Equal(nodes[0].Name, await CallAsync(self, "trans", Id(3), action, here));
            await Assert.ThrowsAsync<TermException>(() => CallAsync(self, "set_lock", Resource));
            await Assert.ThrowsAsync<TermException>(() => CallAsync(self, "set_lock", Id(1), Resource));
            await Assert.ThrowsAsync<TermException>(() => CallAsync(self, "set_lock", Id(1), here, -1));
            return true;
        }));

        static ErlTerm Id(int requester) => ErlTerm.Tuple(Resource, requester);
        static Task<ErlTerm> CallAsync(ProcessContext self, string function, params ErlTerm[] arguments)
            => self.Node.Modules.ApplyAsync(self, Atoms.Global, ErlTerm.Atom(function), arguments).AsTask();
    }

    private static Task<bool> TryAsync(Node node) => node.RunAsync(self => self.SetLockAsync(new GlobalLockId(Resource, self.Self), retries: 0));

    /// <summary>A process that has the lock until it is told to stop.</summary>
    private static async Task<ErlPid> HoldAsync(MemoryWorld world, Node node)
    {
        var held = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid pid = node.Spawn(async self =>
        {
            var id = new GlobalLockId(Resource, self.Self);
            held.SetResult(await self.SetLockAsync(id));
            await self.ReceiveAsync(message => message == Atoms.Stop);
            await self.DelLockAsync(id);
        });
        Assert.True(await world.UntilAsync(held.Task));
        return pid;
    }
}
