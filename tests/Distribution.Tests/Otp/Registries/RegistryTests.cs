using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Registries;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Otp.Servers;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Distribution.Tests.Otp.Registries;

[Trait("Scenario", "R10")]
public sealed class RegistryTests : ProcessTest
{
    private static readonly ErlTerm Key = ErlTerm.Parse("{room, 1}");
    private static readonly RegistryOptions Topics = new() { Keys = RegistryKeys.Duplicate };

    [Fact]
    public Task A_unique_key_has_one_process_until_it_gives_it_back() => Run(self =>
    {
        var registry = new Registry(self.Node);
        ErlPid other = SpawnIdle();
        Assert.True(registry.TryRegister(self, Key, Term("a"), out _));
        Assert.False(registry.TryRegister(self, Key, Term("b"), out ErlPid? owner));
        Assert.Equal(self.Self, owner);
        Assert.Equal([new RegistryEntry(Key, self.Self, Term("a"))], registry.Lookup(Key));
        Assert.Equal(1, registry.Count);
        Assert.Equal([Key], registry.KeysOf(self.Self));
        Assert.Equal([Term("a")], registry.Values(Key, self.Self));
        Assert.Empty(registry.KeysOf(other));
        registry.Unregister(self, Key);
        registry.Unregister(self, Key);

        Assert.Empty(registry.Lookup(Key));
        Assert.Empty(registry.KeysOf(self.Self));
        Assert.Equal(0, registry.Count);
        return Task.CompletedTask;
    });

    [Fact]
    public Task Entries_are_found_under_the_name_that_their_node_got_later() => Run(self =>
    {
        var registry = new Registry(self.Node);
        Assert.True(registry.TryRegister(self, Key, Term("a"), out _));
        Node.BecomeAlive(ErlTerm.Atom("late@host"), 7, new ScriptedRemoteNodes());
        var pid = new ErlPid(Node.Name, self.Self.Id, self.Self.Serial, Node.Creation);

        Assert.Equal([Key], registry.KeysOf(pid));
        Assert.Equal([Term("a")], registry.Values(Key, pid));
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_process_of_another_node_gets_no_name() => Run(async self =>
    {
        var registry = new Registry(self.Node);
        Node.BecomeAlive(ErlTerm.Atom("here@host"), 7, new ScriptedRemoteNodes());
        var pid = new ErlPid(ErlTerm.Atom("there@host"), 7, 0, 5);

        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(async () => await registry.RegisterNameAsync(self, Key, pid));
        Assert.Contains("global", refusal.Message, StringComparison.Ordinal);
    });

    /// <summary>Two processes want one key while each is killed again and again: the key never has two, is never lost, and never stays with the dead.</summary>
    [Fact]
    public async Task A_key_that_is_fought_for_has_one_living_process_at_most()
    {
        var registry = new Registry(Node);
        for (int round = 0; round < 500; round++)
        {
            var won = new ErlPid?[2];
            var lost = new ErlPid?[2];
            ErlPid[] rivals = [.. Enumerable.Range(0, 2).Select(Contend)];
            Node.Exit(rivals[round % 2], Atoms.Kill);
            await ExitOf(rivals[round % 2]);
            ErlPid survivor = rivals[1 - (round % 2)];
            Node.Send(survivor, Atoms.Stop);
            await ExitOf(survivor);

            Assert.Empty(registry.Lookup(Key));
            Assert.Empty(registry.KeysOf(survivor));

            // Who lost, lost to the other one.
            Assert.All(lost.Index(), each => Assert.True(each.Item is null || each.Item.Equals(rivals[1 - each.Index])));
            int last = 1 - (round % 2);
            Assert.True(won[last] is not null || lost[last] is not null);

            ErlPid Contend(int number) => Node.Spawn(async self =>
            {
                bool isMine = registry.TryRegister(self, Key, number, out ErlPid? owner);
                (isMine ? won : lost)[number] = isMine ? self.Self : owner;
                IReadOnlyList<RegistryEntry> seen = registry.Lookup(Key);
                Assert.True(!isMine || (seen.Count == 1 && seen[0].Pid.Equals(self.Self)) || !Node.IsAlive(self.Self));
                await WaitForStop(self);
            });
        }
    }

    [Fact]
    public Task Keys_are_told_apart_as_erlang_does_by_type_too() => Run(self =>
    {
        var registry = new Registry(self.Node);

        Assert.All([(ErlTerm)1, 1.0, Term("\"1\""), Term("<<\"1\">>"), Term("#{1 => 1}")], key => Assert.True(registry.TryRegister(self, key, key, out _)));
        Assert.Equal(5, registry.Count);
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_topic_has_many_processes_and_a_message_goes_to_all() => Run(async self =>
    {
        var registry = new Registry(self.Node, Topics);
        var workers = new[] { new Worker(Node), new Worker(Node) };
        foreach (Worker worker in workers)
        {
            Assert.True(await worker.DoAsync(process => registry.TryRegister(process, Key, Term("{level, 1}"), out _)));
        }

        registry.TryRegister(self, Key, Term("{level, 2}"), out _);
        registry.TryRegister(self, Key, Term("other"), out _);
        var reached = new List<ErlPid>();
        registry.Dispatch(Key, entries => reached.AddRange(entries.Select(entry => entry.Pid)));
        registry.Dispatch(Term("nobody"), _ => Assert.Fail("There is no entry to hand over."));

        Assert.Equal([workers[0].Pid, workers[1].Pid, self.Self, self.Self], reached);
        Assert.Equal(3, registry.CountMatch(Key, TermPattern.Parse("{level, _}")));
        Assert.Equal([workers[0].Pid, workers[1].Pid], registry.Match(Key, TermPattern.Parse("{level, 1}")).Select(entry => entry.Pid));
        Assert.Equal([Term("{level, 2}"), Term("other")], registry.Values(Key, self.Self));
        Assert.Equal(2, registry.Select(entry => entry.Pid.Equals(self.Self)).Count);
        registry.UnregisterMatch(self, Key, TermPattern.Parse("{level, _}"));
        Assert.Equal([Term("other")], registry.Values(Key, self.Self));
    });

    [Fact]
    public Task Entries_leave_with_their_process_and_a_key_is_free_at_once() => Run(async self =>
    {
        var registry = new Registry(self.Node);
        var worker = new Worker(Node);
        await worker.DoAsync(process => registry.TryRegister(process, Key, Term("a"), out _));
        await worker.DoAsync(process => registry.TryRegister(process, Term("second"), Term("a"), out _));
        Assert.False(registry.TryRegister(self, Key, Term("b"), out _));
        Node.Exit(worker.Pid, Atoms.Kill);

        Assert.Equal(0, registry.Count);
        Assert.True(registry.TryRegister(self, Key, Term("b"), out _));
        Assert.Empty(registry.KeysOf(worker.Pid));
        Assert.Equal(1, registry.Count);
    });

    [Fact]
    public Task Values_are_changed_by_their_process_alone() => Run(async self =>
    {
        var registry = new Registry(self.Node);
        registry.TryRegister(self, Key, 1, out _);

        Assert.Equal((2, 1), registry.UpdateValue(self, Key, value => ((ErlInteger)value).Equals((ErlTerm)1) ? 2 : 0));
        Assert.Null(await new Worker(Node).DoAsync(process => registry.UpdateValue(process, Key, _ => 3)));
        Assert.Null(registry.UpdateValue(self, Term("none"), _ => 3));
        Assert.Equal([2], registry.Values(Key, self.Self));
        Assert.Throws<InvalidOperationException>(() => new Registry(self.Node, Topics).UpdateValue(self, Key, _ => 3));
    });

    [Fact]
    public Task Servers_are_started_and_called_by_a_key() => Run(async self =>
    {
        ErlAtom rooms = ErlTerm.Atom("rooms");
        var registry = new Registry(self.Node);
        self.Node.AddNameRegistry(rooms, registry);
        var options = new StartOptions { Name = ServerName.InRegistry(rooms, Key) };
        ErlTerm via = Term("{via, rooms, {room, 1}}");
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), options)).Pid;

        Assert.Equal(Term("undefined"), await self.CallAsync(via, Term("{lookup, x}")));
        Assert.Equal(ErlTerm.Tuple(Atoms.AlreadyStarted, server), (await GenServer.StartLinkAsync(self, () => new Kvs(), options)).Error);
        Assert.Equal([server], registry.Lookup(Key).Select(entry => entry.Pid));
        await self.StopAsync(via);
        Assert.Empty(registry.Lookup(Key));
        Assert.Equal(Atoms.Ignore, (await GenServer.StartLinkAsync(self, () => new Kvs(InitResult.Ignore), options)).ToTerm());
        Assert.Empty(registry.Lookup(Key));
        self.Node.AddNameRegistry(rooms, new Registry(self.Node, Topics));
        await Assert.ThrowsAsync<InvalidOperationException>(() => self.CallAsync(via, Term("x")).AsTask());
    });

    [Fact]
    public Task Listeners_hear_of_every_entry_in_order() => Run(async self =>
    {
        self.Node.Register(ErlTerm.Atom("ear"), self.Self);
        var registry = new Registry(self.Node, new RegistryOptions { Name = ErlTerm.Atom("rooms"), Listeners = [ErlTerm.Atom("deaf"), ErlTerm.Atom("ear")] });
        var worker = new Worker(Node);
        await worker.DoAsync(process => registry.TryRegister(process, Key, Term("a"), out _));
        Node.Exit(worker.Pid, Atoms.Kill);

        Assert.Equal(ErlTerm.Tuple([Atoms.Register, Term("rooms"), Key, worker.Pid, Term("a")]), await self.ReceiveAsync());
        Assert.Equal(ErlTerm.Tuple(Term("unregister"), Term("rooms"), Key, worker.Pid), await self.ReceiveAsync());
    });

    [Fact]
    public void Facts_about_the_registry_stay_until_they_are_deleted()
    {
        var registry = new Registry(Node);
        registry.PutMetadata(Key, Term("a"));
        registry.PutMetadata(Key, Term("b"));
        Assert.True(registry.TryGetMetadata(Key, out ErlTerm? value));
        Assert.Equal(Term("b"), value);
        registry.DeleteMetadata(Key);

        Assert.False(registry.TryGetMetadata(Key, out _));
    }
}
